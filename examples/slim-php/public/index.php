<?php
declare(strict_types=1);
// The shop's only page. What lies below /wp-json/ is koppel's: it answers the platform as if it were WooCommerce, and the
// shop takes over after the response.
$path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
/** @var Coupling $coupling */
$coupling = require __DIR__ . '/../shop.php';

if (str_starts_with($path, '/wp-json/')) {
    require_once (getenv('KOPPEL_FRONT') ?: __DIR__ . '/../../../bindings/php/front') . '/Page.php'; // with Composer: its autoloader
    Koppel\Front\Page::serve($coupling->koppel, wake: fn (array $names) => $coupling->work());
    return;
}
header('Content-Type: text/html; charset=utf-8');
echo "<!doctype html><html lang=nl><title>Lampenwinkel</title><h1>Lampenwinkel</h1><ul>\n";
foreach ($shop->articles() as $article) {
    printf("<li>%s, € %s\n", htmlspecialchars($article['name']), htmlspecialchars($article['price']));
}
