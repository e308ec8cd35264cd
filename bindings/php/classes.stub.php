<?php

// What the extension declares with its own hands: bindings/php/arginfo.sh makes classes_arginfo.h of it. The methods of the
// library itself are not here: the library lists them, and they all take and give the same.

namespace Koppel;

final class Client
{
    /**
     * Opens no connection and reads nothing before the first call. A worker keeps what it opened for the next request: the
     * same configuration is the same client of the library (koppel.clients_max in php.ini).
     *
     * @param CONFIG|string $config
     * @param null|callable(string, array{event: string, facts: array<string, mixed>}): mixed $log
     *        takes what the library tells about its work, after the call it tells of
     * @param 'off'|'error'|'warning'|'info'|'debug' $logLevel
     */
    public function __construct(array|string $config, ?callable $log = null, string $logLevel = "info") {}

    /**
     * Any method, by its name.
     *
     * @param array<string, mixed>|string $request
     * @return ($request is string ? string : array<string, mixed>)
     * @throws Exception
     */
    public function call(string $method, array|string $request = []): array|string {}

    /**
     * Answers a request of a platform: the given one, or the one that PHP is serving.
     *
     * @param null|array{method: string, target: string, scheme: 'http'|'https', remote_address?: string,
     *        headers?: list<array{string, string}>|array<string, string|list<string>>, body?: string} $request
     * @throws Exception
     */
    public function httpRespond(?array $request = null): Reply {}

    /**
     * Answers what a reply of httpRespond asked, and gives the reply to send.
     *
     * @param ANSWER $answer
     * @throws Exception
     */
    public function httpAnswer(array $answer): Reply {}

    /**
     * States a catalogue that is too large to lie in memory: each step stores a chunk and gives what has become of it, as
     * catalogSync does. Nothing is stored before the first step.
     *
     * @param array<string, mixed>|string $request that of catalogSync, without `items`
     * @param iterable<string>|resource $chunks the document, cut anywhere
     * @throws Exception
     */
    public function catalogSyncStream(array|string $request, mixed $chunks): Stream {}

    /**
     * The same as Koppel\productMapStream.
     *
     * @param array<string, mixed>|string $request that of productMap, without `items`
     * @param iterable<string>|resource $chunks the document, cut anywhere
     * @throws Exception
     */
    public function productMapStream(array|string $request, mixed $chunks): Stream {}

    /**
     * Lets go of the client, and closes it unless another object holds it; a second time is harmless. The end of the
     * object alone leaves it to the worker's next request.
     */
    public function close(): void {}
}

/** A catalogue on its way: each step takes one chunk and gives what is ready by then. It runs through once. */
final class Stream implements \Iterator
{
    private function __construct() {}
    /** An array where the request was an array, else JSON. */
    public function current(): array|string|null {}
    public function key(): int {}
    public function next(): void {}
    public function rewind(): void {}
    public function valid(): bool {}
}

/** What to answer. */
final class Reply
{
    /** 0 while the library asks the shop something. */
    public int $status = 0;
    /** @var list<array{string, string}> */
    public array $headers = [];
    /** @var list<'inbox'|'outbox'> what now has something to do: best after the reply was sent */
    public array $wake = [];
    public string $body = "";
    /** @var null|array{ask_id: string, kind: 'login'|'consent', data: array<string, mixed>} what httpAnswer answers */
    public ?array $ask = null;
    /**
     * @var null|array{punchout_id: string, user_id: string, session_id: string, connection_id: string,
     *      abeta_punchout_user: bool, frame_ancestors: list<string>} whom the shop is to log in before it sends this
     */
    public ?array $login = null;

    /** Writes status, headers and body by PHP's own means. */
    public function send(): void {}
}

/** A call that failed. */
class Exception extends \RuntimeException
{
    protected string $errorCode = "";
    protected string $path = "";
    protected bool $retryable = false;
    protected ?string $reference = null;
    protected string $document = "{}";

    /** What happened, such as `payment.over_refund`: one of ErrorCode. */
    public function getErrorCode(): string {}
    /** JSON Pointer into the request. */
    public function getPath(): string {}
    /** Whether the same call may be made again without any look-up. */
    public function isRetryable(): bool {}
    /** What to quote to support. */
    public function getReference(): ?string {}
    /** What the caller may do now: one of Status. The same as getCode. */
    public function getStatus(): int {}
    public function getStatusName(): string {}
    /** The error document as the library gave it. */
    public function getDocument(): string {}
}

/**
 * Any method that needs no client, by its name.
 *
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function call(string $method, array|string $request = []): array|string {}

/**
 * Maps a catalogue that is too large to lie in memory: each step takes a chunk and gives what is ready, as productMap does.
 *
 * @param array<string, mixed>|string $request that of productMap, without `items`
 * @param iterable<string>|resource $chunks the document, cut anywhere
 * @throws Exception
 */
function productMapStream(array|string $request, mixed $chunks): Stream {}
