<?php
declare(strict_types=1);
// Small stand-ins for the interfaces of PSR-3, 7, 15 and 17, with the members that the fronts use, and one implementation
// of each.

namespace Psr\Http\Message {
    interface StreamInterface extends \Stringable { public function isSeekable(): bool; public function eof(): bool; }
    interface UriInterface { public function getPath(): string; public function getScheme(): string; }
    interface ServerRequestInterface {
        public function getServerParams(): array;
        public function getMethod(): string;
        public function getRequestTarget(): string;
        public function getUri(): UriInterface;
        public function getHeaders(): array;
        public function getHeaderLine(string $name): string;
        public function getBody(): StreamInterface;
    }
    interface ResponseInterface {
        public function withAddedHeader(string $name, $value): static;
        public function withBody(StreamInterface $body): static;
    }
    interface ResponseFactoryInterface { public function createResponse(int $code = 200, string $reasonPhrase = ''): ResponseInterface; }
    interface StreamFactoryInterface { public function createStream(string $content = ''): StreamInterface; }
}

namespace Psr\Http\Server {
    use Psr\Http\Message\{ResponseInterface, ServerRequestInterface};
    interface RequestHandlerInterface { public function handle(ServerRequestInterface $request): ResponseInterface; }
    interface MiddlewareInterface {
        public function process(ServerRequestInterface $request, RequestHandlerInterface $handler): ResponseInterface;
    }
}

namespace Psr\Log {
    interface LoggerInterface { public function log($level, string|\Stringable $message, array $context = []): void; }
}

namespace {
    use Psr\Http\Message\{ResponseFactoryInterface, ResponseInterface, ServerRequestInterface, StreamFactoryInterface, StreamInterface, UriInterface};

    final class Text implements StreamInterface {
        public function __construct(private string $text, private bool $was_read = false) {}
        public function __toString(): string { return $this->was_read ? '' : $this->text; }
        public function isSeekable(): bool { return !$this->was_read; }
        public function eof(): bool { return $this->was_read; }
    }

    final class Request implements ServerRequestInterface, UriInterface {
        public function __construct(private string $method, private string $target, private array $headers, private StreamInterface $body) {}
        public function getServerParams(): array { return ['REMOTE_ADDR' => '127.0.0.1']; }
        public function getMethod(): string { return $this->method; }
        public function getRequestTarget(): string { return $this->target; }
        public function getUri(): UriInterface { return $this; }
        public function getPath(): string { return strtok($this->target, '?'); }
        public function getScheme(): string { return 'https'; }
        public function getHeaders(): array { return array_map(fn ($value) => [$value], $this->headers); }
        public function getHeaderLine(string $name): string { return $this->headers[$name] ?? ''; }
        public function getBody(): StreamInterface { return $this->body; }
    }

    final class Response implements ResponseInterface {
        public array $headers = [];
        public string $body = '';
        public function __construct(public readonly int $status) {}
        public function withAddedHeader(string $name, $value): static {
            $other = clone $this;
            $other->headers[strtolower($name)][] = $value;
            return $other;
        }
        public function withBody(StreamInterface $body): static {
            $other = clone $this;
            $other->body = (string) $body;
            return $other;
        }
    }

    final class Factory implements ResponseFactoryInterface, StreamFactoryInterface {
        public function createResponse(int $code = 200, string $reasonPhrase = ''): ResponseInterface { return new Response($code); }
        public function createStream(string $content = ''): StreamInterface { return new Text($content); }
    }
}
