--TEST--
A worker keeps its clients: the same configuration is the same client, until close or the limit
--EXTENSIONS--
koppel
--FILE--
<?php
require __DIR__ . '/open.inc';
/** How often this process has the store's file open: once for each client of the library. */
function opened(string $file): int {
    return count(array_filter(glob('/proc/self/fd/*'), fn($fd) => @readlink($fd) === $file));
}
$config = config();
$file = substr($config['store'], 7);
$first = new Koppel\Client($config);
$first->health();
$one = opened($file);
var_dump($one > 0);
$second = new Koppel\Client($config);
$second->health();
var_dump(opened($file) === $one);
unset($first, $second);
var_dump(opened($file) === $one);              // for the worker's next request
$third = new Koppel\Client($config);
$fourth = new Koppel\Client($config);
$third->close();
var_dump(opened($file) === $one);              // another object holds it
$fourth->health();
$fourth->close();
var_dump(opened($file));
for ($nth = 0; $nth < 20; $nth++) {
    (new Koppel\Client(['shop' => ['shop_id' => "s$nth"] + $config['shop']] + $config))->health();
}
var_dump(opened($file) === 8 * $one, ini_get('koppel.clients_max'));
// What one object logs is not another's.
$loud = new Koppel\Client($config, function ($level, $record) { echo "loud {$record['event']}\n"; }, 'debug');
$quiet = new Koppel\Client($config);
$quiet->outboxDrain();
echo "between\n";
$loud->outboxDrain();
unset($loud);
$quiet->outboxDrain();
?>
--EXPECTF--
bool(true)
bool(true)
bool(true)
bool(true)
int(0)
bool(true)
string(1) "8"
between
loud %a
