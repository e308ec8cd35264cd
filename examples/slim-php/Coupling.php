<?php
declare(strict_types=1);

/** Between the shop and koppel: states the articles, takes over what a platform ordered, and tells what became of it. */
final class Coupling
{
    /** How this shop's own articles read: each is a product with one variant. */
    private const MAPPING = [
        'version' => 1, 'items' => '$[*]',
        'product' => ['external_id' => '$.sku', 'sku' => '$.sku', 'name' => '$.name', 'status' => ['const' => 'active']],
        'variants' => [
            'each' => '$', 'external_id' => '$.sku', 'sku' => '$.sku', 'price.regular' => '$.price',
            'tax.class' => ['const' => 'standard'], 'stock.tracked' => ['const' => true], 'stock.quantity' => '$.in_stock',
        ],
    ];

    public function __construct(public readonly Koppel\Client $koppel, private readonly Shop $shop)
    {
    }

    public function state(): array
    {
        return $this->koppel->catalogSync([
            'from' => 'custom', 'mapping' => self::MAPPING, 'mode' => 'snapshot', 'complete' => true,
            'items' => $this->shop->articles(),
        ]);
    }

    /** After each response that woke the shop, and from cron: takes over what is there, and sends what waits. */
    public function work(): array
    {
        while ($entries = $this->koppel->inboxNext(['kinds' => ['order', 'order_update', 'refund'], 'max' => 20])['entries']) {
            foreach ($entries as $entry) {
                $this->take($entry);
            }
        }
        return $this->koppel->outboxDrain(['max_ms' => 2000]);
    }

    private function take(array $entry): void
    {
        $order = $entry['order'] ?? null;
        $hostId = match ($entry['kind']) {
            'order' => $this->shop->book($entry['key'], $entry['platform_id'], $order),
            'order_update' => $this->shop->update($order['platform_order_id'], $order['status']),
            'refund' => $this->refunded($entry['refund']),
        };
        $settled = ['id' => $entry['id'], 'lease' => $entry['lease']];
        $settled += $hostId === null
            ? ['refuse' => [
                'code' => 'out_of_stock', 'message' => 'Dit artikel is niet meer leverbaar.',
                'line_ids' => array_column($order['lines'], 'line_id'),
            ]]
            : ['host_id' => $hostId, 'stock' => $this->stock()];
        $this->koppel->inboxSettle($settled);
    }

    /** The platform has paid back a return that it booked itself: its goods come back here. */
    private function refunded(array $refund): string
    {
        $id = $this->shop->idOf($refund['order_id']);
        $this->shop->takeBack($id, $refund['return_id'], $refund['lines']);
        return $id;
    }

    public function ship(string $id): void
    {
        $order = $this->shop->order($id) ?? throw new DomainException("There is no order $id.");
        $this->shop->setStatus($id, 'completed');
        $this->koppel->orderPush([
            'platform_id' => $order['platform_id'], 'platform_order_id' => $order['platform_order_id'], 'status' => 'completed',
        ]);
    }

    /**
     * Goods come back: the card is credited. What the reply calls `pay_out_amount` the shop may pay out, and no more: never
     * what a card paid.
     */
    public function takeBack(string $id, string $returnId, string $sku, int $quantity): array
    {
        $order = $this->shop->order($id) ?? throw new DomainException("There is no order $id.");
        $line = array_column($order['lines'], null, 'sku')[$sku] ?? throw new DomainException("Order $id has no $sku.");
        $refund = $this->koppel->returnCredit([
            'platform_id' => $order['platform_id'], 'platform_order_id' => $order['platform_order_id'],
            'return_id' => $returnId, 'lines' => [['line_id' => $line['line_id'], 'quantity' => $quantity]],
        ]);
        $this->shop->takeBack($id, $returnId, [['line_id' => $line['line_id'], 'quantity' => $quantity]]);
        $this->koppel->stockPut(['items' => $this->stock()]);
        return $refund;
    }

    private function stock(): array
    {
        return array_map(fn (array $article): array => [
            'product_id' => $article['sku'], 'variant_id' => $article['sku'], 'quantity' => (string) $article['in_stock'],
        ], $this->shop->articles());
    }
}
