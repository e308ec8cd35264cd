<?php
// Plain PHP baseline: Shopify catalogue JSON -> WooCommerce REST v3 JSON, as a shop's developer would write it.
declare(strict_types=1);
require __DIR__ . '/paged.php';
date_default_timezone_set('Europe/Amsterdam');

const STATUS = ['active' => 'publish', 'draft' => 'draft', 'archived' => 'private'];
const NO_WINDOW = [
    'date_on_sale_from' => null, 'date_on_sale_from_gmt' => null, 'date_on_sale_to' => null, 'date_on_sale_to_gmt' => null,
];

function cents(string $s): int
{
    $dot = strpos($s, '.');
    return $dot === false ? (int) $s * 100 : (int) substr($s, 0, $dot) * 100 + (int) str_pad(substr($s, $dot + 1), 2, '0');
}

function local(string $s): string
{
    return date('Y-m-d\TH:i:s', strtotime($s));
}

function utc(string $s): string
{
    return gmdate('Y-m-d\TH:i:s', strtotime($s));
}

function is_sale(array $v): bool
{
    return $v['compare_at_price'] !== null && cents($v['compare_at_price']) > cents($v['price']);
}

function stock_status(array $v): string
{
    return $v['inventory_management'] !== 'shopify' || $v['inventory_quantity'] > 0 ? 'instock'
        : ($v['inventory_policy'] === 'continue' ? 'onbackorder' : 'outofstock');
}

function offer(array $v): array
{
    $sale = is_sale($v);
    $managed = $v['inventory_management'] === 'shopify';
    $status = stock_status($v);
    return [
        'sku' => $v['sku'],
        'global_unique_id' => $v['barcode'] ?? '',
        'price' => $v['price'],
        'regular_price' => $sale ? $v['compare_at_price'] : $v['price'],
        'sale_price' => $sale ? $v['price'] : '',
        ...NO_WINDOW,
        'on_sale' => $sale,
        'purchasable' => $v['price'] !== '',
        'virtual' => false,
        'downloadable' => false,
        'downloads' => [],
        'download_limit' => -1,
        'download_expiry' => -1,
        'tax_status' => $v['taxable'] ? 'taxable' : 'none',
        'tax_class' => '',
        'manage_stock' => $managed,
        'stock_quantity' => $managed ? $v['inventory_quantity'] : null,
        'backorders' => $v['inventory_policy'] === 'continue' ? 'notify' : 'no',
        'backorders_allowed' => $v['inventory_policy'] === 'continue',
        'backordered' => $status === 'onbackorder',
        'stock_status' => $status,
        'weight' => sprintf('%d.%03d', intdiv($v['grams'], 1000), $v['grams'] % 1000),
        'dimensions' => ['length' => '', 'width' => '', 'height' => ''],
    ];
}

function price_range(array $variants): array
{
    $price = $variants[0]['price'];
    $sale = false;
    $statuses = [];
    foreach ($variants as $v) {
        if (cents($v['price']) < cents($price)) {
            $price = $v['price'];
        }
        $sale = $sale || is_sale($v);
        $statuses[stock_status($v)] = true;
    }
    return [
        'sku' => '',
        'global_unique_id' => '',
        'price' => $price,
        'regular_price' => '',
        'sale_price' => '',
        ...NO_WINDOW,
        'on_sale' => $sale,
        'purchasable' => $price !== '',
        'virtual' => false,
        'downloadable' => false,
        'downloads' => [],
        'download_limit' => -1,
        'download_expiry' => -1,
        'tax_status' => $variants[0]['taxable'] ? 'taxable' : 'none',
        'tax_class' => '',
        'manage_stock' => false,
        'stock_quantity' => null,
        'backorders' => 'no',
        'backorders_allowed' => false,
        'backordered' => false,
        'stock_status' => isset($statuses['instock']) ? 'instock' : (isset($statuses['onbackorder']) ? 'onbackorder' : 'outofstock'),
        'weight' => '',
        'dimensions' => ['length' => '', 'width' => '', 'height' => ''],
    ];
}

function map_product(array $p): array
{
    $simple = count($p['options']) === 1 && $p['options'][0]['name'] === 'Title' && count($p['variants']) === 1;
    $src = array_column($p['images'], 'src', 'id');
    $when = [
        'date_created' => local($p['created_at']),
        'date_created_gmt' => utc($p['created_at']),
        'date_modified' => local($p['updated_at']),
        'date_modified_gmt' => utc($p['updated_at']),
    ];
    $variations = [];
    if (!$simple) {
        foreach ($p['variants'] as $v) {
            $attributes = $chosen = [];
            foreach ($p['options'] as $k => $option) {
                $chosen[] = $value = $v['option' . ($k + 1)];
                $attributes[] = ['id' => 0, 'name' => $option['name'], 'slug' => $option['name'], 'option' => $value];
            }
            $variations[] = [
                'type' => 'variation',
                ...$when,
                'description' => '',
                'status' => 'publish',
                ...offer($v),
                'low_stock_amount' => null,
                'shipping_class' => '',
                'shipping_class_id' => 0,
                'image' => isset($v['image_id'], $src[$v['image_id']]) ? ['src' => $src[$v['image_id']], 'name' => '', 'alt' => ''] : null,
                'attributes' => $attributes,
                'menu_order' => 0,
                'meta_data' => [['key' => '_source_id', 'value' => (string) $v['id']]],
                'name' => implode(', ', $chosen),
            ];
        }
    }
    $tags = $images = $attributes = [];
    if ($p['tags'] !== '') {
        foreach (explode(', ', $p['tags']) as $tag) {
            $tags[] = ['name' => $tag];
        }
    }
    foreach ($p['images'] as $image) {
        $images[] = ['src' => $image['src'], 'name' => $p['title'], 'alt' => $image['alt'] ?? ''];
    }
    foreach ($simple ? [] : $p['options'] as $position => $option) {
        $attributes[] = ['id' => 0, 'name' => $option['name'], 'slug' => $option['name'], 'position' => $position,
            'visible' => true, 'variation' => true, 'options' => $option['values']];
    }
    return [
        'name' => $p['title'],
        'slug' => $p['handle'],
        ...$when,
        'type' => $simple ? 'simple' : 'variable',
        'status' => STATUS[$p['status']] ?? 'draft',
        'featured' => false,
        'catalog_visibility' => 'visible',
        'description' => $p['body_html'] ?? '',
        'short_description' => '',
        ...($simple ? offer($p['variants'][0]) : price_range($p['variants'])),
        'external_url' => '',
        'button_text' => '',
        'low_stock_amount' => null,
        'sold_individually' => false,
        'shipping_required' => true,
        'shipping_taxable' => true,
        'shipping_class' => '',
        'shipping_class_id' => 0,
        'reviews_allowed' => false,
        'average_rating' => '0.00',
        'rating_count' => 0,
        'total_sales' => 0,
        'upsell_ids' => [],
        'cross_sell_ids' => [],
        'parent_id' => 0,
        'purchase_note' => '',
        'categories' => $p['product_type'] === '' ? [] : [['name' => $p['product_type']]],
        'brands' => $p['vendor'] === '' ? [] : [['name' => $p['vendor']]],
        'tags' => $tags,
        'images' => $images,
        'attributes' => $attributes,
        'default_attributes' => [],
        'grouped_products' => [],
        'menu_order' => 0,
        'price_html' => '',
        'related_ids' => [],
        'meta_data' => [['key' => '_source', 'value' => 'shopify'], ['key' => '_source_id', 'value' => (string) $p['id']]],
        'has_options' => !$simple,
        'post_password' => '',
        'variations' => $variations,
    ];
}

measure(fn (array $page): array => array_map('map_product', $page['products']));
