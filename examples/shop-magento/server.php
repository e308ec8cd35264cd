<?php
declare(strict_types=1);
// A Magento shop with the module of ../magento, over stand-ins for Magento's classes and with the real koppel, and the
// platform's connector before it.
//   php -n -d extension=koppel.so server.php PORT SUPPLIER PRODUCTS FOLDER PLATFORM

require dirname(__DIR__) . '/magento/Test/framework.php';
spl_autoload_register(function (string $name): void {
    $own = str_starts_with($name, 'Koppel\\Coupling\\')
        ? dirname(__DIR__) . '/magento/' . strtr(substr($name, strlen('Koppel\\Coupling\\')), '\\', '/') . '.php'
        : __DIR__ . "/$name.php";
    is_file($own) && require $own;
});
require dirname(__DIR__) . '/magento/Test/shop.php';

[, $port, $supplier, $file, $folder, $platform] = $argv;
is_dir("$folder/var") || mkdir("$folder/var", 0700, true);

/** The sample catalogue as Magento gives it. */
function assortment(string $file): array
{
    $class = fn (array $own): string => $own['tax_class'] === 'reduced-rate' ? '4' : '2';
    $one = fn (array $own, string $type, bool $isListed, string $taxClass, string $name, array $links): Product => new Product([
        'id' => $own['id'], 'sku' => $own['sku'] ?: "M-{$own['id']}", 'name' => $name, 'type_id' => $type, 'visibility' => $isListed ? 4 : 1,
        'status' => $own['status'] === 'publish' ? 1 : 2, 'price' => (float) $own['price'],
        'extension_attributes' => ['stock_item' => [
            'manage_stock' => true, 'qty' => $own['stock_quantity'] ?? 0, 'is_in_stock' => ($own['stock_quantity'] ?? 0) > 0,
        ]] + $links,
        'custom_attributes' => [['attribute_code' => 'tax_class_id', 'value' => $taxClass]],
    ]);
    $all = [];
    foreach (json_decode(file_get_contents($file), true) as $own) {
        $children = $own['variations'];
        $links = $children ? ['configurable_product_links' => array_column($children, 'id')] : [];
        $all[$own['id']] = $one($own, $children ? 'configurable' : 'simple', true, $class($own), $own['name'], $links);
        foreach ($children as $child) {
            $all[$child['id']] = $one($child, 'simple', false, $class($own), $own['name'], []);
        }
    }
    return $all;
}

$settings = [
    'koppel_coupling/shop/shop_id' => $supplier, 'koppel_coupling/city_butler/key' => "shop-$supplier",
    'koppel_coupling/city_butler/secret' => strrev("secret-$supplier-city-butler-0123456789abcdef"),
];
$shop = new Shop($folder, $platform, $settings, assortment($file));
foreach ($shop->products->products as $product) {
    $shop->salable[$product->getSku()] = $product->document['extension_attributes']['stock_item']['qty'];
}
$shop->catalog->publishAll();
$magento = new Magento($shop);
$connector = new Connector($magento, $shop);
$staff = new Staff($magento, $connector, $shop);
$magento->onPlaced = $staff->check(...);

/** One request of a connection: method, target, headers by their small names, body; null where none came. */
function request($connection): ?array
{
    $line = explode(' ', (string) fgets($connection));
    $headers = [];
    while (($row = rtrim((string) fgets($connection))) !== '') {
        [$name, $value] = explode(':', $row, 2);
        $headers[strtolower($name)] = trim($value);
    }
    $body = '';
    while (($left = (int) ($headers['content-length'] ?? 0) - strlen($body)) > 0) {
        $piece = fread($connection, $left);
        if ($piece === '' || $piece === false) {
            return null;
        }
        $body .= $piece;
    }
    return count($line) < 3 ? null : [$line[0], $line[1], $headers, $body];
}

function respond($connection, int $status, array|object $document, array $headers = []): void
{
    $body = json_encode($document);
    $head = "HTTP/1.1 $status OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " . strlen($body) . "\r\n";
    foreach ($headers as $name => $value) {
        $head .= "$name: $value\r\n";
    }
    fwrite($connection, "$head\r\n$body");
    fclose($connection);
}

$listener = stream_socket_server("tcp://127.0.0.1:$port");
echo "ready\n";
for (;;) {
    $connection = @stream_socket_accept($listener, 3600);
    $request = $connection ? request($connection) : null;
    if ($request === null) {
        continue;
    }
    [$method, $target, $headers, $body] = $request;
    $path = parse_url($target, PHP_URL_PATH);
    parse_str((string) parse_url($target, PHP_URL_QUERY), $query);
    $asked = json_decode($body, true);
    if (str_starts_with($path, '/koppel-test/')) {
        $isKnown = ($headers['authorization'] ?? '') === "Bearer test-token-$supplier";
        $told = $isKnown ? $staff->answer("$method " . substr($path, strlen('/koppel-test/')), $asked ?? []) : null;
        respond($connection, $isKnown ? ($told === null ? 404 : 200) : 401, $told ?: new stdClass());
    } elseif ($staff->requestsToRefuse > 0) {
        $staff->requestsToRefuse--;
        respond($connection, 503, new stdClass());
    } else {
        respond($connection, ...$connector->answer($method, substr($path, strlen('/wp-json/wc/v3')), $query, $asked));
    }
    if ($method !== 'GET') { // As the module does after each response.
        $shop->outbox->isWoken() && $shop->outbox->drain(2000);
        $connector->deliver();
    }
    foreach (array_splice($shop->log->lines, 0) as $line) {
        fwrite(STDERR, "$line\n");
    }
}
