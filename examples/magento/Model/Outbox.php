<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

/** What the platforms are to be told: noted while a request is answered, sent after its response and by cron. */
class Outbox
{
    private bool $isWoken = false;

    public function __construct(private readonly Coupling $coupling)
    {
    }

    /** Something now waits to be sent. */
    public function wake(): void
    {
        $this->isWoken = true;
    }

    /** Whether something waits since the last drain of this process. */
    public function isWoken(): bool
    {
        return $this->isWoken;
    }

    public function drain(int $milliseconds): void
    {
        $this->isWoken = false;
        $this->coupling->attempt('outbox', fn () => $this->coupling->client()->outboxDrain(['max_ms' => $milliseconds]));
    }
}
