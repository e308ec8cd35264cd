<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Order;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Outbox;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Item;

/** Takes over what a platform ordered by Magento's own REST interface, and tells it what becomes of it. Twice is once. */
class Recorder
{
    /** What a platform is told; a return it hears of by its credit. */
    private const TOLD = ['processing', 'completed', 'cancelled', 'on-hold'];

    public function __construct(
        private readonly Coupling $coupling,
        private readonly Document $document,
        private readonly Outbox $outbox,
    ) {
    }

    /** Whether a platform placed it: no other order has this payment method. */
    public function isOfPlatform(Order $order): bool
    {
        return $order->getPayment()?->getMethod() === Platform::CODE;
    }

    /** The platform, and the order by the platform's own name: by these two koppel knows it. */
    public function identity(Order $order): array
    {
        $payment = $order->getPayment();
        return [
            'platform_id' => (string) $payment->getAdditionalInformation(Platform::PLATFORM_ID),
            'platform_order_id' => (string) $payment->getAdditionalInformation(Platform::PLATFORM_ORDER_ID),
        ];
    }

    public function record(Order $order): void
    {
        if ($order->getState() === Order::STATE_CLOSED) {
            return; // What came back was credited; "refunded" would say that the platform has paid back all the rest.
        }
        $identity = $this->identity($order);
        $koppel = $this->coupling->client();
        $koppel->orderRecord(['platform_id' => $identity['platform_id'], 'order' => $this->document->of($order)]);
        $status = Document::status($order);
        if (in_array($status, self::TOLD, true)) {
            $pushed = $koppel->orderPush($identity + [
                'status' => $status, 'number' => (string) $order->getIncrementId(),
                'refused_lines' => $status === 'cancelled' ? $this->refused($order) : [],
            ]);
            if (!$pushed['replayed']) {
                $this->outbox->wake();
            }
        }
    }

    /** All of it: Magento cancels no part of an order. */
    private function refused(Order $order): array
    {
        $reason = (string) __('The shop cannot send this.');
        return array_map(
            fn (Item $item): array => ['line_id' => (string) $item->getItemId(), 'reason' => $reason],
            array_values($order->getAllVisibleItems()),
        );
    }
}
