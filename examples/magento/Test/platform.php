<?php
declare(strict_types=1);
// A stand-in for a platform, behind `php -S`: writes down what it is told, in the folder PLATFORM_FOLDER. While a file
// `refuses` lies there, it knows no order.

$folder = getenv('PLATFORM_FOLDER');
header('Content-Type: application/json');
if (is_file("$folder/refuses")) {
    http_response_code(404);
    echo '{"code": "unknown_order", "message": "No such order."}';
    return;
}
$body = json_decode(file_get_contents('php://input') ?: 'null', true);
file_put_contents("$folder/told", json_encode([$_SERVER['REQUEST_METHOD'], $_SERVER['REQUEST_URI'], $body]) . "\n", FILE_APPEND);
$isNew = $_SERVER['REQUEST_METHOD'] === 'POST';
http_response_code($isNew ? 201 : 200);
echo json_encode(['id' => $isNew ? 9001 : basename($_SERVER['REQUEST_URI'])] + ($body ?? []));
