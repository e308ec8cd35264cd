<?php
// A shop's own order transaction with PDO, and koppel's statement inside it. What to do comes as JSON on the input.

$task = json_decode(stream_get_contents(STDIN), true);
$driver = $task['kind'] === 'mariadb' ? 'mysql' : 'pgsql';
$shop = new PDO("$driver:host={$task['host']};port={$task['port']};dbname={$task['database']}",
    $task['user'], $task['password'], [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$shop->exec('CREATE TABLE IF NOT EXISTS shop_orders (id VARCHAR(50))');

foreach ($task['transactions'] as $transaction) {
    $shop->beginTransaction();
    $shop->prepare('INSERT INTO shop_orders (id) VALUES (?)')->execute([$transaction['order']]);
    foreach ($transaction['statements'] as $statement) {
        $shop->prepare($statement['sql'])->execute($statement['parameters']);
    }
    $transaction['commit'] ? $shop->commit() : $shop->rollBack();
}
