--TEST--
Running out of PHP's memory while a reply is copied ends the request and nothing else
--EXTENSIONS--
koppel
--SKIPIF--
<?php if (getenv("USE_ZEND_ALLOC") === "0") die("skip no memory limit without the Zend allocator"); ?>
--INI--
memory_limit=12M
--FILE--
<?php
register_shutdown_function(fn() => print(Koppel\call('echo', '{"still":"here"}') . "\n"));
$text = '"' . str_repeat('x', 7 << 20) . '"';
echo strlen(Koppel\call('echo', $text));
?>
--EXPECTF--
Fatal error: Allowed memory size of %d bytes exhausted%s in %s on line %d
{"still":"here"}
