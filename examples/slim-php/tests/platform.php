<?php
// A platform for one shop, as a router of PHP's own server: writes down what the shop tells it, and agrees.
['REQUEST_METHOD' => $method, 'REQUEST_URI' => $target] = $_SERVER;
header('Content-Type: application/json');
if ($method === 'GET') { // A look-up of a credit that it has not had.
    echo '[]';
    return;
}
$body = json_decode(file_get_contents('php://input'), true);
file_put_contents(getenv('HEARD'), "$method $target " . ($body['status'] ?? $body['amount'] ?? '') . "\n", FILE_APPEND);
http_response_code($method === 'POST' ? 201 : 200);
echo json_encode(['id' => $method === 'PUT' ? basename($target) : 1] + $body);
