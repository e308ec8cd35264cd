<?php
declare(strict_types=1);
// A disk that is full: orders are taken until there is no room; then room is made, and it goes on. Run on a small file system.
require __DIR__ . '/shop.php';

[, $folder] = $argv;
$koppel = new Koppel\Client(config($folder, '127.0.0.1:9'));
$record = fn (int $nth) => $koppel->orderRecord(['platform_id' => 'p', 'order' => ['platform_order_id' => "P-$nth",
    'currency' => 'EUR', 'status' => 'processing', 'total_amount' => '1.00', 'note' => str_repeat('x', 2000),
    'lines' => [['line_id' => '1', 'kind' => 'product', 'gross_amount' => '1.00', 'vat_rate' => '21']],
    'tenders' => [['tender_id' => 'card', 'kind' => 'multi_purpose', 'amount' => '1.00']]]]);
$record(0);
file_put_contents("$folder/filler", str_repeat('x', (int) max(1, disk_free_space($folder) - 300000)));
for ($nth = 1, $refused = null; !$refused && $nth < 10000; $nth++) {
    try {
        $record($nth);
    } catch (Koppel\Exception $refused) {
        $refused->getErrorCode() === 'store.failed' && str_contains($refused->getMessage(), 'full') || throw $refused;
    }
}
$refused && $nth > 10 || exit("the disk was never full\n");
$acknowledged = $nth - 1;
unlink("$folder/filler");
for ($again = 0; $again < $acknowledged; $again++) {
    ($record($again)['replayed'] ?? false) === ($again < $acknowledged - 0) || exit("order $again was lost\n");
}
($record($acknowledged)['replayed'] ?? true) === false || exit("an order that was refused is there\n");
$sound = (new PDO("sqlite:$folder/store/shop.db"))->query('PRAGMA integrity_check')->fetchColumn();
$sound === 'ok' || exit("the store is damaged: $sound\n");
echo "full after $acknowledged orders: 0 lost, and it goes on\n1 passed, 0 failed\n";
