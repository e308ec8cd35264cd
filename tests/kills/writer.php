<?php
declare(strict_types=1);
// A shop in PHP that is killed at any moment: it takes orders, takes them over, credits returns and drains. What it was
// told is safe it notes; whatever it was doing when it was killed, it does again.
require __DIR__ . '/shop.php';

[, $folder, $name, $platform] = $argv;
$koppel = new Koppel\Client(config($folder, $platform));
$book = book($folder);
$tries = "$folder/tries-$name";
$last = is_file($tries) ? (int) substr_count(file_get_contents($tries), "\n") : 0;
for ($nth = max($last, 1);; $nth++) {
    if ($nth > $last) {
        note($tries, "$name-$nth");
    }
    $order = "$name-$nth";
    post($koppel, $order);
    note("$folder/posted", $order);
    take_over($koppel, $book, random_int(1, 25) === 1);
    note("$folder/acknowledged", give_back($koppel, $order));
    again(fn () => $koppel->outboxDrain(['max_ms' => 500, 'max_entries' => 8]));
}
