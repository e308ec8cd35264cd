<?php
declare(strict_types=1);

use Koppel\Coupling\Model\Order\Document;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\DataObject;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Creditmemo;
use Magento\Sales\Model\Order\Item;

/** What the shop's staff does in the admin, and Magento's cron: the routes of an integration test. Never in production. */
final class Staff
{
    public int $requestsToRefuse = 0;
    private ?string $refusedSku = null;
    /** By the desk's name of a return: its lines and what was told. */
    private array $returns = [];

    public function __construct(private readonly Magento $magento, private readonly Connector $connector, private readonly Shop $shop)
    {
        if ($shop->config->getValue('koppel_coupling/city_butler/environment') === 'production') {
            throw new LogicException('The test routes change stock and book returns: never in production.');
        }
    }

    public function answer(string $route, array $asked): ?array
    {
        return match ($route) {
            'GET state' => $this->state(),
            'POST stock' => $this->setStock($asked['sku'], (int) $asked['quantity']),
            'POST price' => $this->setPrice($asked['sku'], $asked['gross_amount']),
            'POST return' => $this->takeBack($asked),
            'POST fault' => $this->fail($asked),
            'POST drain' => $this->cron(),
            default => null,
        };
    }

    /** Looks through new orders for what is not there any more; before they are invoiced such an order can be cancelled. */
    public function check(Order $order): void
    {
        $skus = array_map(fn (Item $item): string => $item->getSku(), $order->getAllVisibleItems());
        if ($order->getState() === Order::STATE_NEW && in_array($this->refusedSku, $skus, true)) {
            $this->magento->cancel($order);
        }
    }

    public function cron(): array
    {
        $drained = $this->shop->coupling->client()->outboxDrain(['max_ms' => 5000, 'max_entries' => 100]);
        $this->connector->deliver();
        return ['taken' => 0, 'drain' => $drained];
    }

    private function state(): array
    {
        $line = fn (Item $item): array => [
            'sku' => $item->getSku(), 'quantity' => (string) $item->getQtyOrdered(), 'vat_rate' => (string) $item->getTaxPercent(),
            'vat_amount' => $item->getTaxAmount(),
        ];
        $shipping = fn (Order $order): array => Cents::of($order->getShippingInclTax()) === 0 ? [] : [[
            'sku' => null, 'quantity' => '1', 'vat_rate' => '21',
            'vat_amount' => Cents::text(Cents::vatIn(Cents::of($order->getShippingInclTax()), 21)),
        ]];
        $shown = fn (Order $order): array => [
            'platform_id' => $order->getPayment()->getAdditionalInformation(Platform::PLATFORM_ID),
            'platform_order_id' => $order->getPayment()->getAdditionalInformation(Platform::PLATFORM_ORDER_ID),
            'status' => Document::status($order), 'total_amount' => $order->getGrandTotal(), 'vat_amount' => $order->getTaxAmount(),
            'tenders' => json_decode($order->getPayment()->getAdditionalInformation(Platform::PAYMENTS), true),
            'lines' => [...array_map($line, $order->getAllVisibleItems()), ...$shipping($order)],
        ];
        return [
            'environment' => 'test', 'orders' => array_map($shown, array_values($this->magento->orders)),
            'stock' => array_map(
                fn (string $sku, float|int $pieces): array => ['sku' => $sku, 'quantity' => (string) (int) $pieces],
                array_keys($this->shop->salable), $this->shop->salable,
            ),
        ];
    }

    private function setStock(string $sku, int $quantity): array
    {
        $this->shop->salable[$sku] = $quantity;
        $this->connector->notice([$sku]);
        return [];
    }

    private function setPrice(string $sku, string $amount): array
    {
        $this->shop->products->get($sku)->document['price'] = (float) $amount;
        $this->connector->notice([$sku]);
        return [];
    }

    private function fail(array $asked): array
    {
        $this->requestsToRefuse = $asked['refuse_requests'] ?? 0;
        $this->refusedSku = $asked['refuse_takeover_sku'] ?? null;
        return [];
    }

    /** A credit memo, as the desk makes it in the admin: once for each parcel, whatever is asked twice. */
    private function takeBack(array $asked): array
    {
        $refused = fn (string $status, string $code, string $why): array => ['status' => $status, 'error' => ['code' => $code, 'message' => $why]];
        if (isset($this->returns[$asked['return_id']])) {
            [$lines, $told] = $this->returns[$asked['return_id']];
            return $lines !== $asked['lines']
                ? $refused('CONFLICT', 'return.conflict', 'This return was booked with other lines.')
                : ['status' => 200, 'refund' => ['replayed' => true] + $told];
        }
        $named = fn (Order $order): bool =>
            $order->getPayment()->getAdditionalInformation(Platform::PLATFORM_ORDER_ID) === $asked['platform_order_id'];
        [$order] = array_values(array_filter($this->magento->orders, $named));
        $pieces = array_column($asked['lines'], 'quantity', 'sku');
        $items = array_filter($order->getAllVisibleItems(), fn (Item $item): bool => isset($pieces[$item->getSku()]));
        $memo = new Creditmemo(['order' => $order, 'grand_total' => 0.0, 'all_items' => array_map(fn (Item $item): DataObject => new DataObject([
            'order_item_id' => $item->getItemId(), 'qty' => (float) $pieces[$item->getSku()], 'order_item' => $item,
        ]), array_values($items))]);
        $this->shop->tables->creditmemos = (int) $order->getData('creditmemos');
        $number = $order->getEntityId() . '-' . ($this->shop->tables->creditmemos + 1);
        try {
            $this->shop->refund($memo);
        } catch (LocalizedException $why) {
            return $refused('REJECTED', 'magento.refused', $why->getMessage());
        }
        $order->setData('creditmemos', $this->shop->tables->creditmemos);
        foreach ($pieces as $sku => $quantity) {
            $this->shop->salable[$sku] += $quantity;
        }
        $this->connector->notice(array_keys($pieces));
        // What koppel has of it: the same return asked for again.
        $told = $this->shop->coupling->client()->returnCredit($this->shop->recorder->identity($order) + [
            'return_id' => $number, 'lines' => array_map(fn (Item $item): array => [
                'line_id' => (string) $item->getItemId(), 'quantity' => $pieces[$item->getSku()],
            ], array_values($items)),
        ]);
        $this->returns[$asked['return_id']] = [$asked['lines'], $told];
        return ['status' => 200, 'refund' => ['replayed' => false] + $told];
    }
}
