<?php
declare(strict_types=1);
// The fronts for PHP: a handler and middleware of PSR-15, a page of plain PHP (served by PHP's own server), a log of PSR-3.
//   php -d extension=koppel.so tests/hosts/fronts.php
use Koppel\Front\{Handler, Log};

require __DIR__ . '/psr.php';
foreach (['Handler', 'Log', 'Page'] as $class) require __DIR__ . "/../../bindings/php/front/$class.php";

$passed = $failed = 0;
function check(string $what, bool $holds): void {
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    echo $holds ? 'ok ' : 'not ok ', $what, "\n";
}

$folder = sys_get_temp_dir() . '/koppel-fronts-' . getmypid();
register_shutdown_function(function () use ($folder) {
    array_map('unlink', glob("$folder/*"));
    @rmdir($folder);
});
$config = [
    'store' => "sqlite:$folder/shop.db", 'store_key' => str_repeat('00', 32),
    'shop' => ['shop_id' => 'x', 'currency' => 'EUR', 'country' => 'NL', 'prices_include_vat' => true, 'vat' => ['standard' => '21']],
    'rest' => ['public_url' => 'https://shop.example', 'trusted_proxies' => ['127.0.0.1'], 'keys' => [['consumer_key' => 'ck_test',
        'consumer_secret' => 'cs_test_0123456789abcdef', 'permissions' => 'read_write', 'platform_id' => 'p']]],
    'platforms' => [['platform_id' => 'p', 'profile' => 'ohis', 'environment' => 'test', 'base_url' => 'https://p.example', 'key' => 'k', 'secret' => 's']],
];
final class Lines implements Psr\Log\LoggerInterface {
    public array $lines = [];
    public function log($level, string|Stringable $message, array $context = []): void { $this->lines[] = [$level, (string) $message, $context]; }
}
$lines = new Lines;
$koppel = new Koppel\Client($config, Log::to($lines), 'debug');
$koppel->catalogSync(['from' => 'shopify', 'mode' => 'upsert', 'items' => [['id' => 1, 'title' => 'Lamp', 'variants' => [['id' => 10,
    'title' => 'Default Title', 'price' => '12.95', 'sku' => 'LAMP', 'inventory_management' => 'shopify', 'inventory_quantity' => 5]]]]]);
$basic = ['Authorization' => 'Basic ' . base64_encode('ck_test:cs_test_0123456789abcdef')];
$get = fn (string $target, array $headers) => new Request('GET', $target, $headers, new Text(''));

$handler = new Handler($koppel, new Factory, new Factory);
check('a request without a key is refused', $handler->handle($get('/wp-json/wc/v3/products', []))->status === 401);
$listed = $handler->handle($get('/wp-json/wc/v3/products?sku=LAMP', $basic));
check('one with a key is answered', $listed->status === 200 && $listed->headers['x-wp-total'] === ['1']);
$id = json_decode($listed->body, true)[0]['id'];
$order = fn (string $name) => json_encode(['status' => 'processing', 'currency' => 'EUR',
    'line_items' => [['product_id' => $id, 'quantity' => 1, 'total' => '10.70', 'subtotal' => '10.70']],
    'meta_data' => [['key' => '_platform_order_id', 'value' => $name], ['key' => '_platform_payments',
        'value' => [['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '12.95']]]]]);
$post = fn (Text $body) => new Request('POST', '/wp-json/wc/v3/orders',
    $basic + ['Content-Type' => 'application/json', 'Content-Length' => '100'], $body);
$made = $handler->handle($post(new Text($order('P-1'))));
check('an order is taken in and wakes the inbox', $made->status === 201 && in_array('inbox', $handler->wake, true));
try {
    $handler->handle($post(new Text($order('P-2'), true)));
    check('a body that was read before is told', false);
} catch (LogicException $e) {
    check('a body that was read before is told', str_contains($e->getMessage(), 'before the body parsers'));
}
$next = new class implements Psr\Http\Server\RequestHandlerInterface {
    public function handle(Psr\Http\Message\ServerRequestInterface $request): Psr\Http\Message\ResponseInterface { return new Response(299); }
};
check('as a middleware it leaves the shop its own pages', $handler->process($get('/checkout', []), $next)->status === 299);
check('and takes what is its own', $handler->process($get('/wp-json/wc/v3/products', $basic), $next)->status === 200);
$koppel->outboxDrain();
check('what the library tells reaches the logger of PSR-3', $lines->lines !== []
    && in_array($lines->lines[0][0], ['error', 'warning', 'info', 'debug'], true) && str_starts_with($lines->lines[0][1], 'koppel: '));
$koppel->close();

// Plain PHP, under PHP's own server.
$page = "$folder/page.php";
file_put_contents("$folder/config.json", json_encode($config));
$front = realpath(__DIR__ . '/../../bindings/php/front');
file_put_contents($page, "<?php require '$front/Page.php';
    Koppel\\Front\\Page::serve(new Koppel\\Client(file_get_contents('$folder/config.json')),
        wake: fn (array \$names) => file_put_contents('$folder/woken', implode(',', \$names)));");
$socket = stream_socket_server('tcp://127.0.0.1:0');
$address = stream_socket_get_name($socket, false);
fclose($socket);
$extension = $argv[1] ?? throw new LogicException('fronts.php KOPPEL_SO');
$server = proc_open([PHP_BINARY, '-n', '-d', "extension=$extension", '-S', $address, $page],
    [1 => ['file', "$folder/server.log", 'w'], 2 => ['file', "$folder/server.log", 'w']], $pipes);
register_shutdown_function(fn () => proc_terminate($server));
for ($nth = 0; $nth < 200 && !@stream_socket_client("tcp://$address"); $nth++) usleep(20000);
$ask = function (string $method, string $path, string $body = '') use ($address, $basic): array {
    $answer = @file_get_contents("http://$address$path", false, stream_context_create(['http' => ['method' => $method, 'content' => $body,
        'ignore_errors' => true, 'header' => ["Authorization: {$basic['Authorization']}", 'X-Forwarded-Proto: https', 'Content-Type: application/json']]]));
    return [(int) explode(' ', $http_response_header[0] ?? '0 0')[1], $answer];
};
check('a page of plain PHP lists', $ask('GET', '/wp-json/wc/v3/products?sku=LAMP')[0] === 200);
check('takes an order in', $ask('POST', '/wp-json/wc/v3/orders', $order('P-3'))[0] === 201);
check('and wakes what has something to do', str_contains((string) @file_get_contents("$folder/woken"), 'inbox'));
echo "$passed passed, $failed failed\n";
exit($failed);
