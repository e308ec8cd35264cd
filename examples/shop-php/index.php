<?php
declare(strict_types=1);

/**
 * A custom webshop on plain PHP that answers the redemption platforms as if it were WooCommerce.
 *   php -d extension=koppel -S 127.0.0.1:8082 index.php
 * with SHOP_SUPPLIER, SHOP_PORT, SHOP_STORE, SHOP_BOOK, SHOP_DATA, SHOP_CITY_BUTLER and SHOP_WINST in the environment.
 */
require __DIR__ . '/Book.php';
require __DIR__ . '/Coupling.php';
require __DIR__ . '/TestRoutes.php';
require __DIR__ . '/../../bindings/php/front/Page.php'; // With Composer: its autoloader.

foreach (['SUPPLIER', 'PORT', 'STORE', 'BOOK', 'DATA', 'CITY_BUTLER', 'WINST'] as $name) {
    getenv("SHOP_$name") !== false || exit("SHOP_$name is not set; scripts/demo.sh shows how this shop is started.\n");
}
$supplier = getenv('SHOP_SUPPLIER');
$platforms = ['city-butler' => getenv('SHOP_CITY_BUTLER'), 'winst-uit-je-woning' => getenv('SHOP_WINST')];
$book = new Book(getenv('SHOP_BOOK'));
$coupling = new Coupling($supplier, (int) getenv('SHOP_PORT'), getenv('SHOP_STORE'), $platforms);
$test = new TestRoutes($coupling, $book, $supplier, getenv('SHOP_DATA'));

if (PHP_SAPI === 'cli') { // `php index.php` fills the shop before it opens.
    $products = json_decode(file_get_contents(getenv('SHOP_DATA')), true);
    $book->load($products);
    $synced = $coupling->koppel->catalogSync(['from' => 'woocommerce', 'mode' => 'snapshot', 'complete' => true, 'items' => $products]);
    echo $synced['created'], " products\n";
    return;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (str_starts_with($path, '/koppel-test/')) {
    $asked = json_decode(file_get_contents('php://input') ?: '[]', true);
    [$status, $document] = $test->answer($_SERVER['REQUEST_METHOD'], $path, $_SERVER['HTTP_AUTHORIZATION'] ?? '', $asked);
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($document);
    return;
}
if (($refusals = (int) $book->setting('refuse_requests')) > 0) { // The integration test says that this shop is down.
    $book->setting('refuse_requests', (string) ($refusals - 1));
    http_response_code(503);
    return;
}

// Behind a proxy that ends TLS, name it in the configuration's rest.trusted_proxies. When the platform has its answer, the
// shop does its part.
Koppel\Front\Page::serve($coupling->koppel, wake: fn (array $names) => $test->afterwards());
