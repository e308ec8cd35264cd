--TEST--
After a fork the child's client opens anew by itself, and the parent's goes on
--EXTENSIONS--
koppel
pcntl
--FILE--
<?php
require __DIR__ . '/open.inc';
$client = new Koppel\Client(config());
var_dump($client->health()['outbox']['due']);
$child = pcntl_fork();
if ($child === 0) {
    echo 'child: ', json_encode([$client->health()['outbox']['due'], $client->inboxNext(['kinds' => ['order']])]), "\n";
    exit(0);
}
pcntl_waitpid($child, $status);
var_dump($status, $client->health()['outbox']['due']);
$child = pcntl_fork();
if ($child === 0) exit(0);    // and closes it without a call
pcntl_waitpid($child, $status);
var_dump($status, $client->health()['outbox']['due']);
?>
--EXPECTF--
int(0)
child: [0,{"entries":[]%S}]
int(0)
int(0)
int(0)
int(0)
