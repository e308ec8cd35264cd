<?php
declare(strict_types=1);
// What is left is taken over and sent; then everything that is there is told, as JSON.
require __DIR__ . '/shop.php';

[, $folder, $platform] = $argv;
$koppel = new Koppel\Client(config($folder, $platform));
$book = book($folder);
for ($until = time() + 150; time() < $until; usleep(200000)) {
    while (take_over($koppel, $book) > 0);
    $drained = again(fn () => $koppel->outboxDrain(['max_ms' => 60000, 'max_entries' => 10000]));
    if ($drained['left'] === 0 && $koppel->health()['inbox']['untaken'] === 0) {
        break;
    }
}
$entries = [];
for ($after = null;; ) {
    $page = $koppel->outboxList(['after' => $after]);
    foreach ($page['entries'] as $entry) {
        $entries[$entry['key']] = $entry['state'];
    }
    if (($after = $page['after']) === null) {
        break;
    }
}
echo json_encode(['entries' => $entries, 'health' => $koppel->health(),
    'taken_over' => $book->query('SELECT platform_order_id FROM orders')->fetchAll(PDO::FETCH_COLUMN)]);
