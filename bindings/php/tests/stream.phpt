--TEST--
A catalogue goes through as a stream: of an array, a generator or a file, each step gives what is ready
--EXTENSIONS--
koppel
--FILE--
<?php
require __DIR__ . '/open.inc';
$shop = config()['shop'];
$product = fn(int $nth) => ['id' => $nth, 'title' => "Lamp $nth €", 'variants' => [['id' => $nth * 10, 'title' => 'Default Title',
    'price' => '12.95', 'sku' => "L-$nth"]]];
$document = json_encode(['products' => array_map($product, range(1, 200))]);
$request = ['from' => 'shopify', 'to' => 'canonical', 'shop' => $shop];
$whole = Koppel\productMap($request + ['items' => array_map($product, range(1, 200))])['items'];

$pieces = fn(int $size) => (function () use ($document, $size) { yield ''; yield from str_split($document, $size); })();
$parts = [];
foreach (Koppel\productMapStream($request, $pieces(1000)) as $nth => $part) {
    $parts[] = $part['items'];
}
var_dump($nth > 10, array_merge(...$parts) == $whole);
$file = tmpfile();
fwrite($file, $document);
rewind($file);
foreach ([str_split($document, 7), new ArrayObject([$document]), $file, (fn() => yield $document)()] as $chunks) {
    $items = [];
    foreach (Koppel\productMapStream($request, $chunks) as $part) $items = array_merge($items, $part['items']);
    var_dump($items == $whole);
}
foreach (Koppel\productMapStream(json_encode($request), [$document]) as $part) var_dump(is_string($part));

$koppel = new Koppel\Client(config());
$sums = ['created' => 0, 'unchanged' => 0];
foreach ([1, 2] as $time) {
    foreach ($koppel->catalogSyncStream(['from' => 'shopify', 'mode' => 'upsert'], $pieces(4096)) as $part) {
        foreach ($sums as $name => &$sum) $sum += $part[$name];
        unset($sum);
    }
}
var_dump($sums);
$stream = $koppel->catalogSyncStream(['from' => 'shopify', 'mode' => 'upsert'], $pieces(4096));
$koppel->close();                              // the stream holds what it needs
foreach ($stream as $part);
var_dump($part['unchanged'] > 0);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
array(2) {
  ["created"]=>
  int(200)
  ["unchanged"]=>
  int(200)
}
bool(true)
