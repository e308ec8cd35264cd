<?php
declare(strict_types=1);

// The host side through PHP's own server: the same small shop as front.py's.
// Usage: CLIENTS_STORE=<file> CLIENTS_PORT=<port> php -d extension=koppel.so front.php, which fills the shop;
// then the same with -S 127.0.0.1:<port>.
$product = fn (int $number): array => [
    'id' => $number, 'name' => "Product $number", 'slug' => "product-$number", 'type' => 'simple', 'status' => 'publish',
    'sku' => "S-$number", 'price' => '12.10', 'regular_price' => '12.10', 'sale_price' => '', 'tax_status' => 'taxable',
    'tax_class' => '', 'manage_stock' => true, 'stock_quantity' => 10, 'stock_status' => 'instock', 'backorders' => 'no',
    'variations' => [], 'categories' => [], 'tags' => [], 'brands' => [], 'images' => [], 'attributes' => [],
];
$koppel = new Koppel\Client([
    'store' => 'sqlite:' . getenv('CLIENTS_STORE'), 'store_key' => str_repeat('0', 64),
    'shop' => ['shop_id' => 'x', 'currency' => 'EUR', 'country' => 'NL', 'prices_include_vat' => true, 'vat' => ['standard' => '21']],
    'platforms' => [['platform_id' => 'city-butler', 'profile' => 'city-butler', 'environment' => 'test',
        'base_url' => 'http://127.0.0.1:9', 'key' => 'k', 'secret' => 's']],
    'rest' => ['public_url' => 'http://127.0.0.1:' . getenv('CLIENTS_PORT'), 'keys' => [
        ['consumer_key' => 'ck_test', 'consumer_secret' => 'cs_test', 'permissions' => 'read_write', 'platform_id' => 'city-butler']]],
    'wire' => ['allow_addresses' => ['127.0.0.1:9']],
]);
if (PHP_SAPI === 'cli') {
    $koppel->catalogSync(['from' => 'woocommerce', 'mode' => 'upsert', 'items' => array_map($product, range(11, 17))]);
    return;
}
$koppel->httpRespond()->send();
