<?php
declare(strict_types=1);

/**
 * A B2B webshop on plain PHP whose buyers come in from their purchasing system. Each punch-out has a path and a cookie of
 * its own, so that one browser may have several.
 *   php -d extension=koppel -S 127.0.0.1:8092 index.php
 * with SHOP_PORT, SHOP_STORE, SHOP_BOOK, SHOP_DATA and SHOP_ABETA (host:port) in the environment.
 */
require __DIR__ . '/Shop.php';
require __DIR__ . '/Coupling.php';
require __DIR__ . '/page.php';

$shop = new Shop(getenv('SHOP_BOOK'), getenv('SHOP_DATA'));
$coupling = new Coupling((int) getenv('SHOP_PORT'), getenv('SHOP_STORE'), getenv('SHOP_ABETA'), $shop);

if (PHP_SAPI === 'cli') { // `php index.php` fills the shop before it opens.
    $items = json_decode(file_get_contents(getenv('SHOP_DATA')), true);
    $synced = $coupling->koppel->catalogSync(['from' => 'woocommerce', 'mode' => 'snapshot', 'complete' => true, 'items' => $items]);
    echo $synced['created'], " products\n";
    return;
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (str_starts_with($path, '/abeta/')) {
    $coupling->answer();
    return;
}
if ($path === '/orders') { // What the test of this example looks at; not for a real shop.
    header('Content-Type: application/json');
    echo $shop->orders();
    return;
}
if (!preg_match('~^/winkel/([0-9a-f]+)/(cart|return)?$~', $path, $found) || !$shop->resume($found[1])) {
    http_response_code(403);
    echo page('<p>U bent niet ingelogd. Open de winkel vanuit uw inkoopsysteem.</p>');
    return;
}
$ancestors = implode(' ', $_SESSION['login']['frame_ancestors']) ?: "'none'";
header("Content-Security-Policy: frame-ancestors $ancestors");
switch ($_SERVER['REQUEST_METHOD'] . ' ' . ($found[2] ?? '')) {
    case 'POST cart':
        $id = $_POST['product_id'] ?? '';
        if (isset($shop->products[$id])) {
            $_SESSION['cart'][$id] = ($_SESSION['cart'][$id] ?? 0) + 1;
        }
        header('Location: ./', true, 303);
        break;
    case 'POST return':
        try {
            $url = $coupling->returnCart($found[1], $_SESSION['cart_id'], $_SESSION['cart']);
            header("Location: $url", true, 303);
        } catch (Koppel\Exception $error) {
            http_response_code(502);
            echo page('<p>De winkelwagen is niet teruggegeven: ' . htmlspecialchars($error->getMessage()) . '</p>');
        }
        break;
    default:
        echo shopPage($shop);
}
