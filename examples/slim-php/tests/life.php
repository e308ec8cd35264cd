<?php
declare(strict_types=1);
// The whole life of a platform's order in this shop: read, ordered, taken over, refused, shipped, returned, cancelled.
//   php -n -d extension=pdo -d extension=pdo_sqlite tests/life.php KOPPEL_SO

$passed = $failed = 0;
function check(string $what, mixed $is, mixed $wanted): void
{
    global $passed, $failed;
    $is === $wanted ? $passed++ : $failed++;
    echo $is === $wanted ? 'ok ' : 'not ok ', $what, "\n";
    if ($is !== $wanted) echo '  is ', json_encode($is), "\n  wanted ", json_encode($wanted), "\n";
}
function address(): string
{
    $socket = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($socket, false);
    fclose($socket);
    return $address;
}

$php = [PHP_BINARY, '-n', '-d', 'extension=pdo', '-d', 'extension=pdo_sqlite', '-d', 'extension=' . realpath($argv[1])];
$folder = sys_get_temp_dir() . '/koppel-slim-php-' . getmypid();
mkdir($folder, 0700);
[$shopAddress, $platformAddress] = [address(), address()];
$environment = [
    'SHOP_FOLDER' => $folder, 'HEARD' => "$folder/heard", 'PLATFORM_URL' => "http://$platformAddress", 'PLATFORM_ADDRESS' => $platformAddress,
    'PLATFORM_SECRET' => 'what-the-platform-gave', 'CONSUMER_SECRET' => 'cs_lamps_0123456789abcdef', 'KOPPEL_STORE_KEY' => str_repeat('5a', 32),
];
$log = ['file', "$folder/log", 'a'];
$servers = [
    proc_open([...$php, '-S', $platformAddress, __DIR__ . '/platform.php'], [1 => $log, 2 => $log], $pipes, env_vars: $environment),
    proc_open([...$php, '-S', $shopAddress, __DIR__ . '/../public/index.php'], [1 => $log, 2 => $log], $pipes, env_vars: $environment),
];
register_shutdown_function(function () use ($servers, $folder): void {
    array_map('proc_terminate', $servers);
    foreach ([...glob("$folder/store/*"), ...glob("$folder/*")] as $path) is_dir($path) ? rmdir($path) : unlink($path);
    rmdir($folder);
});
foreach ([$shopAddress, $platformAddress] as $address) {
    for ($nth = 0; $nth < 250 && !@stream_socket_client("tcp://$address"); $nth++) usleep(20000);
}

/** The shop's command line. */
$shop = function (string ...$words) use ($php, $environment): mixed {
    $process = proc_open([...$php, dirname(__DIR__) . '/shop.php', ...$words], [1 => ['pipe', 'w'], 2 => ['pipe', 'w']], $pipes, env_vars: $environment);
    [$said, $wrong] = array_map('stream_get_contents', [$pipes[1], $pipes[2]]);
    return proc_close($process) === 0 ? json_decode($said, true) : trim($wrong);
};
/** The platform calls the shop. */
$ask = function (string $method, string $path, ?array $body = null) use ($shopAddress): array {
    $answer = file_get_contents("http://$shopAddress/wp-json/wc/v3/$path", false, stream_context_create(['http' => [
        'method' => $method, 'content' => $body === null ? '' : json_encode($body), 'ignore_errors' => true,
        'header' => ['Content-Type: application/json', 'X-Forwarded-Proto: https', 'Authorization: Basic ' . base64_encode('ck_lamps:cs_lamps_0123456789abcdef')],
    ]]));
    return json_decode($answer, true);
};
$heard = fn (): array => is_file("$folder/heard") ? file("$folder/heard", FILE_IGNORE_NEW_LINES) : [];
/** After the response the shop still works. */
$becomes = function (callable $is, mixed $wanted): mixed {
    for ($nth = 0; $nth < 100 && $is() !== $wanted; $nth++) usleep(20000);
    return $is();
};

check('the shop states its articles', $shop('state')['created'], 2);
check('its page is its own', str_contains(file_get_contents("http://$shopAddress/"), 'Ledlamp E27'), true);
$article = fn (string $sku): array => $ask('GET', "products?sku=$sku")[0];
check('the platform reads them', [$article('LED-E27')['price'], $article('LED-E27')['stock_quantity']], ['12.95', 20]);

$order = fn (string $name, string $sku, int $quantity, string $net, string $gross): array => $ask('POST', 'orders', [
    'status' => 'processing', 'currency' => 'EUR',
    'line_items' => [['product_id' => $article($sku)['id'], 'quantity' => $quantity, 'subtotal' => $net, 'total' => $net]],
    'meta_data' => [['key' => '_platform_order_id', 'value' => $name], ['key' => '_platform_payments',
        'value' => [['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => $gross]]]],
]);
$first = $order('CB-1', 'LED-E27', 2, '21.404959', '25.90');
check('it orders two', [$first['status'], $first['total']], ['processing', '25.90']);
check('the goods are off the shelf', $becomes(fn () => $article('LED-E27')['stock_quantity'], 18), 18);
check('the same order again is the same order', $order('CB-1', 'LED-E27', 2, '21.404959', '25.90')['id'], $first['id']);
check('the shop ships it', [$shop('ship', '1'), $shop('work')['left']], [null, 0]);
check('and the platform hears of that', $heard(), ['PUT /wp-json/wc/v3/orders/CB-1 completed']);

$refund = $shop('return', '1', 'R-1', 'LED-E27', '1');
check('one comes back: the card gets it, and nothing is paid out', [$refund['amount'], $refund['pay_out_amount']], ['12.95', '0.00']);
check('the same return again is the same', $shop('return', '1', 'R-1', 'LED-E27', '1')['replayed'], true);
$shop('work');
check('the platform has the credit, once', array_slice($heard(), 1), ['POST /wp-json/wc/v3/orders/CB-1/refunds 12.95']);
check('it is on the shelf again, once', $article('LED-E27')['stock_quantity'], 19);
check('more than was bought does not come back', $shop('return', '1', 'R-2', 'LED-E27', '2'), 'Line 1: 1 of 2 is left to return, 2 were asked.');

$second = $order('CB-2', 'LED-E27', 4, '42.809917', '51.80');
check('another order is taken over', $becomes(fn () => $article('LED-E27')['stock_quantity'], 15), 15);
$ask('PUT', "orders/{$second['id']}", ['status' => 'cancelled']);
check('the platform cancels it: the goods are back', $becomes(fn () => $article('LED-E27')['stock_quantity'], 19), 19);

$third = $order('CB-4', 'LED-E27', 3, '32.107438', '38.85');
check('of a third order', $becomes(fn () => $article('LED-E27')['stock_quantity'], 16), 16);
$back = ['amount' => '12.95', 'line_items' => [['id' => $third['line_items'][0]['id'], 'quantity' => 1]], 'api_refund' => false];
check('the platform pays one piece back itself', $ask('POST', "orders/{$third['id']}/refunds", $back)['amount'], '12.95');
check('that piece is back on the shelf', $becomes(fn () => $article('LED-E27')['stock_quantity'], 17), 17);
$ask('PUT', "orders/{$third['id']}", ['status' => 'cancelled']);
check('and when the rest is cancelled, only the rest comes back', $becomes(fn () => $article('LED-E27')['stock_quantity'], 19), 19);
check('the shop credits nothing of it', count($heard()), 2);

$book = new PDO("sqlite:$folder/shop.db");
$book->exec("UPDATE articles SET in_stock = 0 WHERE sku = 'FITTING'"); // Sold in the street, not stated yet.
$order('CB-3', 'FITTING', 1, '2.892562', '3.50');
check('what the shop cannot send it gives back', $becomes(fn () => array_slice($heard(), 2), ['PUT /wp-json/wc/v3/orders/CB-3 cancelled']), ['PUT /wp-json/wc/v3/orders/CB-3 cancelled']);
$health = $shop('health');
check('nothing waits', [$health['inbox']['untaken'], $health['outbox']['due'], $health['outbox']['parked']], [0, 0, []]);
echo "$passed passed, $failed failed\n";
exit($failed > 0 ? 1 : 0);
