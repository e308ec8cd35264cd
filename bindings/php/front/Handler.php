<?php
declare(strict_types=1);
// koppel as a handler and as a middleware of PSR-15, over any PSR-7: Slim, Mezzio, Laminas, Symfony's bridge. What the
// library asks the shop goes to the shop's own functions; it decides nothing.

namespace Koppel\Front;

use Closure;
use Koppel\Client;
use Koppel\Reply;
use LogicException;
use Psr\Http\Message\ResponseFactoryInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Psr\Http\Message\StreamFactoryInterface;
use Psr\Http\Server\MiddlewareInterface;
use Psr\Http\Server\RequestHandlerInterface;

final class Handler implements RequestHandlerInterface, MiddlewareInterface
{
    /** Where the library answers, below the shop's address. */
    public const PLACES = ['/wp-json/', '/koppel/', '/abeta/'];

    /** @var list<'inbox'|'outbox'> what the last reply woke: see to it after the response was sent */
    public array $wake = [];

    /**
     * @param null|Closure(array, ServerRequestInterface): array $answer what httpAnswer takes beside the ask_id
     * @param null|Closure(array, ResponseInterface): ResponseInterface $login logs the user of a punch-out in
     * @param list<string> $places where it answers as a middleware; the rest is the next handler's
     */
    public function __construct(
        private readonly Client $koppel,
        private readonly ResponseFactoryInterface $responses,
        private readonly StreamFactoryInterface $streams,
        private readonly ?Closure $answer = null,
        private readonly ?Closure $login = null,
        private readonly array $places = self::PLACES,
    ) {
    }

    public function process(ServerRequestInterface $request, RequestHandlerInterface $handler): ResponseInterface
    {
        $path = $request->getUri()->getPath();
        $is_ours = array_filter($this->places, fn (string $place) => str_starts_with($path, $place));
        return $is_ours ? $this->handle($request) : $handler->handle($request);
    }

    public function handle(ServerRequestInterface $request): ResponseInterface
    {
        $reply = $this->koppel->httpRespond(self::of($request));
        if ($reply->ask !== null) {
            if ($this->answer === null) {
                throw new LogicException("koppel asks the shop for \"{$reply->ask['kind']}\": give the handler an answer function.");
            }
            $answer = ($this->answer)($reply->ask, $request);
            $reply = $this->koppel->httpAnswer(['ask_id' => $reply->ask['ask_id']] + $answer);
        }
        $this->wake = $reply->wake;
        $response = $this->response($reply);
        return $reply->login !== null && $this->login !== null ? ($this->login)($reply->login, $response) : $response;
    }

    /** The request as httpRespond takes it. */
    private static function of(ServerRequestInterface $request): array
    {
        $server = $request->getServerParams();
        return [
            'method' => $request->getMethod(),
            'target' => $request->getRequestTarget(),
            'scheme' => $request->getUri()->getScheme() === 'https' ? 'https' : 'http',
            'remote_address' => $server['REMOTE_ADDR'] ?? '',
            'headers' => $request->getHeaders(),
            'body' => self::body($request),
        ];
    }

    /** A parser that read it before would leave nothing, and nothing is not what was sent. */
    private static function body(ServerRequestInterface $request): string
    {
        $body = $request->getBody();
        $was_read = !$body->isSeekable() && $body->eof() && (int) $request->getHeaderLine('Content-Length') > 0;
        if ($was_read) {
            throw new LogicException('Something has read this body before koppel: put koppel before the body parsers.');
        }
        return (string) $body;
    }

    private function response(Reply $reply): ResponseInterface
    {
        $response = $this->responses->createResponse($reply->status);
        foreach ($reply->headers as [$name, $value]) {
            $response = $response->withAddedHeader($name, (string) $value);
        }
        return $response->withBody($this->streams->createStream($reply->body));
    }
}
