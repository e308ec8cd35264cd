<?php
declare(strict_types=1);
// What the library tells of its work, to a logger of PSR-3: its levels are those of PSR-3.

namespace Koppel\Front;

use Closure;
use Psr\Log\LoggerInterface;

final class Log
{
    /** For the constructor of Koppel\Client: `new Client($config, Log::to($logger), 'debug')`. */
    public static function to(LoggerInterface $logger): Closure
    {
        return static function (string $level, array $record) use ($logger): void {
            $logger->log($level, 'koppel: ' . $record['event'], $record['facts'] ?? []);
        };
    }
}
