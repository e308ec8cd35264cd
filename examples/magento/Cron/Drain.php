<?php
declare(strict_types=1);

namespace Koppel\Coupling\Cron;

use Koppel\Coupling\Model\Outbox;

class Drain
{
    private const MILLISECONDS_MAX = 30_000;

    public function __construct(private readonly Outbox $outbox)
    {
    }

    public function execute(): void
    {
        $this->outbox->drain(self::MILLISECONDS_MAX);
    }
}
