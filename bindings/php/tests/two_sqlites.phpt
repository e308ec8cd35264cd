--TEST--
PHP's own SQLite beside koppel's on one file loses nothing that koppel has acknowledged
--EXTENSIONS--
koppel
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/open.inc';
$config = config() + ['platforms' => [['platform_id' => 'p', 'profile' => 'ohis', 'environment' => 'test',
    'base_url' => 'https://p.example', 'key' => 'k', 'secret' => 's']]];
$file = substr($config['store'], 7);
$koppel = new Koppel\Client($config);
$record = fn (int $nth) => $koppel->orderRecord(['platform_id' => 'p', 'order' => ['platform_order_id' => "P-$nth",
    'currency' => 'EUR', 'status' => 'processing', 'total_amount' => '1.00',
    'lines' => [['line_id' => '1', 'kind' => 'product', 'gross_amount' => '1.00', 'vat_rate' => '21']],
    'tenders' => [['tender_id' => 'card', 'kind' => 'multi_purpose', 'amount' => '1.00']]]])['order_id'];
$record(1);
// The other SQLite opens the same file, reads, and closes it: that drops every lock of this process on it.
$other = new PDO("sqlite:$file");
echo 'beside: ', $other->query('SELECT COUNT(*) FROM orders')->fetchColumn(), "\n";
unset($other);
for ($nth = 2; $nth <= 4; $nth++) {
    $record($nth);
}
// Another process, before this one closes anything.
$count = "echo (new PDO('sqlite:$file'))->query('SELECT COUNT(*) FROM orders')->fetchColumn();";
echo 'from outside: ', shell_exec(PHP_BINARY . ' -r ' . escapeshellarg($count)), "\n";
echo 'sound: ', (new PDO("sqlite:$file"))->query('PRAGMA integrity_check')->fetchColumn(), "\n";
echo 'kept: ', is_file("$file-wal") ? 'a log of a WAL' : 'a rollback journal', "\n";
?>
--EXPECT--
beside: 1
from outside: 4
sound: ok
kept: a rollback journal
