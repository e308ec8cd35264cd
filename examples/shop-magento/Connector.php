<?php
declare(strict_types=1);

use Koppel\Coupling\Model\Order\Document;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Framework\Exception\LocalizedException;

/**
 * The platform's own connector to Magento shops (OH-06), which nobody outside has seen: asked as a WooCommerce is asked, it
 * reads and orders by Magento's REST interface, and tells the platform what it sees has changed.
 */
final class Connector
{
    private array $hooks = [];
    private array $due = [];
    /** By the platform's id of the order: what was asked, and the order it became. */
    private array $placed = [];

    public function __construct(private readonly Magento $magento, private readonly Shop $shop)
    {
    }

    /** @return array{int, array, array<string, string>} status, document, headers */
    public function answer(string $method, string $path, array $query, ?array $body): array
    {
        $parts = array_values(array_filter(explode('/', $path), 'strlen'));
        try {
            return match (true) {
                $parts === [] => [200, ['namespace' => 'wc/v3'], []],
                $parts[0] === 'products' => $this->products(array_slice($parts, 1), $query),
                $parts[0] === 'webhooks' => $this->webhooks($method, $parts[1] ?? null, $body, $query),
                $method === 'POST' && count($parts) === 1 => $this->place($body),
                $method === 'PUT' => $this->update((int) $parts[1], $body),
                default => [200, $this->order((int) $parts[1]), []],
            };
        } catch (LocalizedException $refused) {
            return [400, ['code' => 'magento_refused', 'message' => $refused->getMessage()], []];
        }
    }

    /** What it would see at its next look. */
    public function notice(array $skus, ?int $order = null): void
    {
        foreach (array_unique($skus) as $sku) {
            $product = $this->shop->products->get($sku)->document;
            $parent = $this->shop->parents()[$product['id']][0] ?? null;
            $this->due[] = ['product.updated', $this->product($product, $parent)];
        }
        if ($order !== null) {
            $this->due[] = ['order.updated', $this->order($order)];
        }
    }

    public function deliver(): void
    {
        foreach ($this->due as [$topic, $document]) {
            [$resource, $event] = explode('.', $topic);
            foreach (array_filter($this->hooks, fn (array $hook): bool => $hook['topic'] === $topic) as $id => $hook) {
                $body = json_encode($document);
                $headers = [
                    'Content-Type: application/json', 'Connection: close', "X-WC-Webhook-Source: {$hook['delivery_url']}", "X-WC-Webhook-Topic: $topic",
                    "X-WC-Webhook-Resource: $resource", "X-WC-Webhook-Event: $event", "X-WC-Webhook-ID: $id",
                    'X-WC-Webhook-Delivery-ID: ' . bin2hex(random_bytes(8)),
                    'X-WC-Webhook-Signature: ' . base64_encode(hash_hmac('sha256', $body, $hook['secret'], true)),
                ];
                $sent = ['method' => 'POST', 'header' => $headers, 'content' => $body, 'ignore_errors' => true, 'protocol_version' => 1.1];
                file_get_contents($hook['delivery_url'], false, stream_context_create(['http' => $sent]));
            }
        }
        $this->due = [];
    }

    private function products(array $parts, array $query): array
    {
        $all = array_column($this->magento->rest('GET', '/V1/products')['items'], null, 'id');
        $children = fn (int $id): array => array_intersect_key(
            $all, array_flip($all[$id]['extension_attributes']['configurable_product_links'] ?? []));
        $shown = fn (array $of, ?int $parent = null): array => array_map(
            fn (array $one): array => $this->product($one, $parent), array_values($of));
        $top = array_filter($all, fn (array $one): bool => $one['visibility'] === 4 && $one['status'] === 1);
        return match (true) {
            $parts === [] => $this->page($shown($top), $query),
            !is_numeric($parts[0]) => $this->page([['id' => 1, 'name' => 'Alles', 'slug' => 'alles', 'parent' => 0]], $query),
            !isset($all[$parts[0]]) => [404, ['code' => 'no_product', 'message' => 'There is no such product.'], []],
            count($parts) === 1 => [200, $this->product($all[$parts[0]]), []],
            count($parts) === 2 => $this->page($shown($children((int) $parts[0]), (int) $parts[0]), $query),
            default => [200, $this->product($all[$parts[2]], (int) $parts[0]), []],
        };
    }

    private function page(array $items, array $query): array
    {
        $size = (int) ($query['per_page'] ?? 10);
        $headers = ['X-WP-Total' => (string) count($items), 'X-WP-TotalPages' => (string) ceil(count($items) / $size)];
        return [200, array_slice($items, ((int) ($query['page'] ?? 1) - 1) * $size, $size), $headers];
    }

    /** A product of Magento in the shape that the platform reads. */
    private function product(array $one, int|string|null $parent = null): array
    {
        $is_variable = $one['type_id'] === 'configurable';
        $path = "/V1/inventory/1/get-product-salable-quantity/{$one['sku']}";
        return [
            'id' => $one['id'], 'type' => $parent !== null ? 'variation' : ($is_variable ? 'variable' : 'simple'),
            'parent_id' => (int) $parent, 'name' => $one['name'], 'sku' => $one['sku'], 'status' => 'publish',
            'price' => sprintf('%.2F', $one['price']), 'tax_class' => Magento::RATES[$one['custom_attributes'][0]['value']] === 9 ? 'reduced-rate' : '',
            'manage_stock' => !$is_variable,
            'stock_quantity' => $is_variable ? null : (int) $this->magento->rest('GET', $path)['quantity'],
        ];
    }

    /** A cart, its lines, and the order that it becomes; the same order again is that order. */
    private function place(array $asked): array
    {
        $meta = array_column($asked['meta_data'], 'value', 'key');
        $identity = $meta['_platform_order_id'];
        if (isset($this->placed[$identity])) {
            [$before, $id] = $this->placed[$identity];
            return $before === $asked ? [200, $this->order($id), []]
                : [409, ['code' => 'order_conflict', 'message' => 'This order was placed with other content.'], []];
        }
        $cart = $this->magento->rest('POST', '/V1/carts')['id'];
        $skus = array_column($this->magento->rest('GET', '/V1/products')['items'], 'sku', 'id');
        foreach ($asked['line_items'] as $line) {
            $sku = $skus[$line['variation_id'] ?? $line['product_id']] ?? throw new LocalizedException(__('There is no such product.'));
            $this->magento->rest('POST', "/V1/carts/$cart/items", ['cartItem' => ['sku' => $sku, 'qty' => $line['quantity']]]);
            $percent = (int) round(100 - 100 * $line['total'] / $line['subtotal']);
            $percent > 0 && $this->magento->rest('PUT', "/V1/carts/$cart/coupons/$percent");
        }
        foreach ($asked['shipping_lines'] as $line) {
            $shipping = ['shipping_incl_tax' => Cents::text(Cents::grossOf($line['total'], 21))];
            $this->magento->rest('POST', "/V1/carts/$cart/shipping-information", ['addressInformation' => ['extension_attributes' => $shipping]]);
        }
        $id = $this->magento->rest('PUT', "/V1/carts/$cart/order", ['paymentMethod' => ['method' => Platform::CODE,
            'additional_data' => ['platform_order_id' => $identity, 'payments' => json_encode($meta['_platform_payments'])]]])['id'];
        $this->placed[$identity] = [$asked, $id];
        return [201] + $this->update($id, $asked);
    }

    private function update(int $id, array $asked): array
    {
        if ($asked['status'] === 'cancelled') {
            $this->magento->rest('POST', "/V1/orders/$id/cancel");
        } elseif ($asked['set_paid'] ?? false) {
            $this->magento->rest('POST', "/V1/order/$id/invoice");
        }
        $document = $this->order($id);
        $this->notice(array_column($document['line_items'], 'sku'), $id);
        return [200, $document, []];
    }

    private function order(int $id): array
    {
        $order = $this->magento->rest('GET', "/V1/orders/$id");
        $net = fn (int $gross, int $rate): int => $gross - Cents::vatIn($gross, $rate);
        $discount = 0;
        foreach ($order['items'] as $item) {
            [$row, $off] = [Cents::of($item['row_total_incl_tax']), Cents::of($item['discount_amount'])];
            $discount += $net($row, $item['tax_percent']) - $net($row - $off, $item['tax_percent']);
        }
        return [
            'id' => $id, 'number' => $order['increment_id'], 'status' => Document::status($this->magento->order($id)), 'currency' => 'EUR',
            'total' => $order['grand_total'], 'total_tax' => $order['tax_amount'], 'discount_total' => Cents::text($discount),
            'date_paid' => $order['invoiced_at'],
            'line_items' => array_map(fn (array $item): array => [
                'id' => $item['item_id'], 'product_id' => $item['product_id'], 'sku' => $item['sku'], 'quantity' => $item['qty_ordered'],
                'total_tax' => $item['tax_amount'],
            ], $order['items']),
            'meta_data' => [['key' => '_platform_order_id', 'value' => $order['payment']['additional_information'][0]]],
        ];
    }

    private function webhooks(string $method, ?string $id, ?array $body, array $query): array
    {
        $shown = fn (int|string $id): array => ['id' => (int) $id, 'status' => 'active'] + array_diff_key($this->hooks[$id], ['secret' => 0]);
        if ($method === 'POST') {
            $this->hooks[] = array_intersect_key($body, array_flip(['topic', 'delivery_url', 'secret']));
            return [201, $shown(array_key_last($this->hooks)), []];
        }
        if ($id === null) {
            return $this->page(array_map($shown, array_keys($this->hooks)), $query);
        }
        $was = $shown($id);
        if ($method === 'DELETE') {
            unset($this->hooks[$id]);
        }
        return [200, $was, []];
    }
}
