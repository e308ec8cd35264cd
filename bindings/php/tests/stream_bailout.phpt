--TEST--
Running out of PHP's memory within a stream ends the request and nothing else
--EXTENSIONS--
koppel
--SKIPIF--
<?php if (getenv("USE_ZEND_ALLOC") === "0") die("skip no memory limit without the Zend allocator"); ?>
--INI--
memory_limit=8M
--FILE--
<?php
require __DIR__ . '/open.inc';
$koppel = new Koppel\Client(config());
register_shutdown_function(function () use ($koppel) {
    ini_set('memory_limit', '64M');
    echo $koppel->health()['outbox']['due'], "\n";
});
$source = (function () {
    yield '{"products":[';
    for ($nth = 1;; $nth++) {
        yield ($nth > 1 ? ',' : '') . json_encode(['id' => $nth, 'title' => str_repeat('x', 1000), 'variants' => [[
            'id' => $nth * 10, 'title' => 'Default Title', 'price' => '1.00', 'sku' => "S$nth"]]]);
    }
})();
$kept = [];
foreach (Koppel\productMapStream(['from' => 'shopify', 'to' => 'canonical', 'shop' => config()['shop']], $source) as $part) $kept[] = $part;
?>
--EXPECTF--
Fatal error: Allowed memory size of %d bytes exhausted%s in %s on line %d
0
