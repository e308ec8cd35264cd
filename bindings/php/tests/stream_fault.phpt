--TEST--
What goes wrong in a stream is an exception, and the process lives
--EXTENSIONS--
koppel
pcntl
--FILE--
<?php
require __DIR__ . '/open.inc';
$request = ['from' => 'shopify', 'to' => 'canonical', 'shop' => config()['shop']];
$sync = ['from' => 'shopify', 'mode' => 'upsert'];
function said(callable $work): void {
    try {
        $work();
        echo "no exception\n";
    } catch (Throwable $e) {
        echo get_class($e), ' ', $e instanceof Koppel\Exception ? $e->getErrorCode() : $e->getMessage(), "\n";
    }
}
$run = fn($chunks) => iterator_to_array(Koppel\productMapStream($request, $chunks));
said(fn() => Koppel\productMapStream($request, 7));
said(fn() => Koppel\productMapStream($request, new stdClass));
said(fn() => Koppel\productMapStream(['nonsense' => 1] + $request, []));
said(fn() => Koppel\productMapStream('{', []));
said(fn() => $run([7]));
said(fn() => $run([[]]));
said(fn() => $run(["\xff"]));
said(fn() => $run(['{"products":[{]']));
said(fn() => $run(['{"products":[']));
said(fn() => $run([str_repeat(' ', 17 << 20)]));
said(fn() => $run((function () { yield '{"products":['; throw new LogicException('its own'); })()));
$closed = fopen('php://memory', 'r');
fclose($closed);
said(fn() => $run($closed));
$done = Koppel\productMapStream($request, ['{"products":[]}']);
foreach ($done as $part);
said(fn() => iterator_to_array($done));
var_dump($done->valid(), $done->current());
said(fn() => clone $done);
said(fn() => serialize($done));
said(fn() => new Koppel\Stream);
// A source that reads its own stream, and one that closes its client.
$own = Koppel\productMapStream($request, (function () use (&$own) { yield '{"products":[]}'; $own->next(); })());
said(fn() => iterator_to_array($own));
unset($own);
$koppel = new Koppel\Client(config());
said(fn() => iterator_to_array($koppel->catalogSyncStream($sync, (function () use ($koppel) {
    $koppel->close();
    yield '{"products":[]}';
})())));
said(fn() => $koppel->catalogSyncStream($sync, []));
final class Closing implements IteratorAggregate {
    public function __construct(private Koppel\Client $koppel) {}
    public function getIterator(): Iterator { $this->koppel->close(); return new ArrayIterator([]); }
}
$koppel = new Koppel\Client(config());
said(fn() => $koppel->catalogSyncStream($sync, new Closing($koppel)));
// A stream that nobody ends, in a ring that only the collector finds, and one that a fork takes along.
$koppel = new Koppel\Client(config());
$ring = new ArrayObject([]);
$ring['stream'] = $koppel->catalogSyncStream($sync, $ring);
unset($ring);
var_dump(gc_collect_cycles() > 0);
$stream = $koppel->catalogSyncStream($sync, ['{"products":[', ']}']);
$stream->rewind();
$child = pcntl_fork();
if ($child === 0) {
    said(fn() => $stream->next());
    var_dump($koppel->health()['outbox']['due']);
    exit(0);
}
pcntl_waitpid($child, $status);
var_dump($status);
said(fn() => $stream->next());
exit('leaves a stream open');
?>
--EXPECTF--
TypeError Koppel\productMapStream(): Argument #2 ($chunks) must be of type iterable or a stream resource, int given
TypeError Koppel\productMapStream(): Argument #2 ($chunks) must be of type iterable or a stream resource, stdClass given
Koppel\Exception json.unknown_member
Koppel\Exception json.%s
Koppel\Exception json.wrong_type
Koppel\Exception json.wrong_type
Koppel\Exception json.not_utf8
Koppel\Exception json.syntax
Koppel\Exception json.%s
Koppel\Exception json.%s
LogicException its own
Koppel\Exception json.wrong_type
Koppel\Exception call.pointer
bool(false)
NULL
Error Trying to clone an uncloneable object of class Koppel\Stream
Exception Serialization of 'Koppel\Stream' is not allowed
Error Call to private Koppel\Stream::__construct() from global scope
Koppel\Exception call.pointer
no exception
Koppel\Exception call.needs_client
Koppel\Exception call.needs_client
bool(true)
Koppel\Exception client.forked
int(0)
int(0)
no exception
leaves a stream open
