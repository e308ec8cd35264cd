<?php
declare(strict_types=1);

/** What couples this shop to the platforms: the configuration, and the two jobs that a shop does after a request. */
final class Coupling
{
    /** Each environment of a platform has addresses and keys of its own; a real shop reads this from its configuration. */
    public const ENVIRONMENT = 'test';

    public readonly Koppel\Client $koppel;

    public function __construct(string $supplier, int $port, string $store, array $platforms)
    {
        $this->koppel = new Koppel\Client([
            'store' => "sqlite:$store",
            // Of a real shop: ['env' => 'KOPPEL_STORE_KEY'], made once by `openssl rand -hex 32`.
            'store_key' => '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
            'shop' => [
                'shop_id' => $supplier, 'name' => 'Warm Thuis', 'currency' => 'EUR', 'country' => 'NL', 'language' => 'nl',
                'time_zone' => 'Europe/Amsterdam', 'prices_include_vat' => true,
                'vat' => ['standard' => '21', 'reduced-rate' => '9'],
            ],
            'platforms' => array_map(fn (string $id, string $url): array => [
                'platform_id' => $id, 'profile' => $id, 'environment' => self::ENVIRONMENT, 'base_url' => $url,
                'key' => "shop-$supplier", 'secret' => "secret-$supplier-$id-0123456789abcdef",
            ], array_keys($platforms), $platforms),
            'rest' => [
                'public_url' => "http://127.0.0.1:$port",
                'keys' => array_map(fn (string $id): array => [
                    'consumer_key' => "ck_{$supplier}_$id", 'consumer_secret' => "cs_{$supplier}_{$id}_0123456789abcdef",
                    'permissions' => 'read_write', 'platform_id' => $id,
                ], array_keys($platforms)),
            ],
            // Only because the platforms of the demonstration run on this machine.
            'wire' => ['allow_addresses' => array_map(
                fn (string $url): string => parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT),
                array_values($platforms),
            )],
        ]);
    }

    /** Books what the platforms ordered, changed and paid back; an order of the article `$refused` is given back. */
    public function takeOver(Book $book, ?string $refused): int
    {
        $taken = 0;
        $asked = ['kinds' => ['order', 'order_update', 'refund'], 'max' => 20, 'lease_s' => 60];
        while ($entries = $this->koppel->inboxNext($asked)['entries']) {
            foreach ($entries as $entry) {
                $lines = $entry['kind'] === 'order' && $refused !== null ? $entry['order']['lines'] : [];
                $unavailable = array_filter($lines, fn (array $line): bool => ($line['sku'] ?? null) === $refused);
                $settled = $unavailable
                    ? ['refuse' => [
                        'code' => 'out_of_stock', 'message' => 'Dit artikel is niet meer leverbaar.',
                        'line_ids' => array_values(array_column($unavailable, 'line_id')),
                    ]]
                    : $this->booked($book, $entry);
                $this->koppel->inboxSettle(['id' => $entry['id'], 'lease' => $entry['lease']] + $settled);
                $taken += $unavailable ? 0 : 1;
            }
        }
        return $taken;
    }

    /** What the shop makes of an entry: the order in its book, and what it holds afterwards. */
    private function booked(Book $book, array $entry): array
    {
        if ($entry['kind'] === 'order') {
            $order = $entry['order'];
            $order['host_id'] = $book->takeOver($entry['key'], $entry['platform_id'], $order);
        } elseif ($entry['kind'] === 'order_update') {
            $order = $book->byId($entry['order']['order_id']);
            $book->update($order, $entry['order']['status']);
        } else { // The platform booked the return; the goods come back here.
            $order = $book->byId($entry['refund']['order_id']);
            $book->takeBack($order, $entry['refund']['return_id'], $entry['refund']['lines']);
        }
        $products = array_filter($order['lines'], fn (array $line): bool => $line['kind'] === 'product');
        return ['host_id' => $order['host_id'], 'stock' => $book->stock(array_column($products, 'sku'))];
    }

    public function drain(): array
    {
        return $this->koppel->outboxDrain(['max_ms' => 5000, 'max_entries' => 100]);
    }
}
