<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use Koppel\Client;
use Psr\Log\LoggerInterface;
use Throwable;

/** The one place where koppel is opened, and where a failure of it is kept from the shop's own work. */
class Coupling
{
    private ?Client $client = null;

    public function __construct(private readonly Settings $settings, private readonly LoggerInterface $logger)
    {
    }

    public function isActive(): bool
    {
        return $this->settings->isActive();
    }

    /** Opening connects nothing; a worker of PHP keeps what it has opened. */
    public function client(): Client
    {
        return $this->client ??= new Client($this->settings->client());
    }

    /** Does what must not harm what the shop is doing: a failure is written down, and cron does it again. */
    public function attempt(string $what, callable $work): void
    {
        if (!$this->isActive()) {
            return;
        }
        try {
            $work();
        } catch (Throwable $failure) {
            $this->logger->error("koppel: $what: {$failure->getMessage()}");
        }
    }
}
