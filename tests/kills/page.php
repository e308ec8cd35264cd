<?php
declare(strict_types=1);
// One request of a shop under php-fpm: an order comes in and is answered; then, after the response, the shop takes over,
// credits a return and drains.
require __DIR__ . '/shop.php';

[$folder, $platform, $order] = [$_SERVER['KOPPEL_FOLDER'], $_SERVER['KOPPEL_PLATFORM'], $_SERVER['QUERY_STRING']];
if ($order === 'preloaded') {
    echo json_encode(array_map('basename', opcache_get_status()['preload_statistics']['scripts'] ?? []));
    return;
}
$koppel = new Koppel\Client(config($folder, $platform));
post($koppel, $order);
note("$folder/posted", $order);
$key = give_back($koppel, $order);
note("$folder/acknowledged", $key);
echo $key;
if (function_exists('fastcgi_finish_request')) {
    fastcgi_finish_request();
}
try {
    take_over($koppel, book($folder));
    $koppel->outboxDrain(['max_ms' => 2000, 'max_entries' => 20]);
} catch (Koppel\Exception $busy) { // The next request, or cron, goes on.
    $busy->getErrorCode() === 'store.busy' || throw $busy;
}
