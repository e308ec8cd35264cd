<?php
declare(strict_types=1);

namespace Koppel\Coupling\Plugin;

use Koppel\Coupling\Model\Outbox;
use Magento\Framework\App\ResponseInterface;

/** Tells the platforms when the visitor has the response: under php-fpm nobody waits for it. */
class DrainAfterResponse
{
    private const MILLISECONDS_MAX = 2000;

    public function __construct(private readonly Outbox $outbox)
    {
    }

    public function afterSendResponse(ResponseInterface $subject, mixed $result): mixed
    {
        if ($this->outbox->isWoken() && function_exists('fastcgi_finish_request')) {
            session_write_close(); // The visitor's next request would wait for this session.
            fastcgi_finish_request();
            $this->outbox->drain(self::MILLISECONDS_MAX);
        }
        return $result;
    }
}
