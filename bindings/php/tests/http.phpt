--TEST--
A request, given or served by PHP itself, is answered by PHP's own means
--EXTENSIONS--
koppel
--FILE--
<?php
ob_start();    // PHP sends headers before any output
require __DIR__ . '/open.inc';
$config = config() + ['rest' => ['public_url' => 'https://shop.example', 'keys' => [[
    'consumer_key' => 'ck_test', 'consumer_secret' => 'cs_test_0123456789abcdef', 'permissions' => 'read_write']]]];
$client = new Koppel\Client($config);
$basic = 'Basic ' . base64_encode('ck_test:cs_test_0123456789abcdef');
$request = ['method' => 'GET', 'target' => '/wp-json/wc/v3/products', 'scheme' => 'https',
    'remote_address' => '127.0.0.1', 'headers' => ['Authorization' => $basic, 'X-Odd' => ["a", "\xff"]], 'body' => ''];
$reply = $client->httpRespond($request);
var_dump($reply->status, $reply->body, $reply->wake, $reply->ask);
$pairs = ['headers' => [['Authorization', $basic]]] + $request;
var_dump($client->httpRespond($pairs)->status, $client->httpRespond(['headers' => []] + $request)->status);
try {
    $client->httpRespond(['body' => 1] + $request);
} catch (Koppel\Exception $e) {
    echo $e->getErrorCode(), ' ', $e->getPath(), "\n";
}
try {
    $client->httpAnswer(['ask_id' => 'x', 'accept' => true, 'user_id' => 7]);
} catch (Koppel\Exception $e) {
    echo $e->getErrorCode(), ' ', $e->getPath(), "\n";
}
unset($_SERVER['REQUEST_METHOD']);
try {
    $client->httpRespond();
} catch (Koppel\Exception $e) {
    echo $e->getErrorCode(), "\n";
}
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = $request['target'];
$_SERVER['HTTPS'] = 'on';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['HTTP_AUTHORIZATION'] = $basic;
var_dump($client->httpRespond()->status);
unset($_SERVER['HTTP_AUTHORIZATION']);
var_dump($client->httpRespond()->status);
[$_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW']] = ['ck_test', 'cs_test_0123456789abcdef'];
$reply = $client->httpRespond();
$reply->headers[] = ['X-Own', 'yes'];
$reply->headers[] = ['Location', 'https://shop.example/wp-json/wc/v3/orders/1']; // A repeated order names it, with 200.
$reply->send();
var_dump(http_response_code());
?>
--EXPECT--
int(200)
string(2) "[]"
array(0) {
}
NULL
int(200)
int(401)
json.wrong_type /body
ask.unknown /ask_id
call.pointer
int(200)
int(401)
[]int(200)
