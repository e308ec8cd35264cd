--TEST--
A client opens lazily, answers every method by its name, and is closed once
--EXTENSIONS--
koppel
--FILE--
<?php
require __DIR__ . '/open.inc';
$config = config();
foreach ([[], '{', 'null', ['store' => 1], ['nonsense' => 1] + $config] as $wrong) {
    try {
        new Koppel\Client($wrong);
    } catch (Koppel\Exception $e) {
        echo $e->getErrorCode(), ' ', $e->getPath(), "\n";
    }
}
$client = new Koppel\Client(json_encode($config));
$file = substr($config['store'], 7);
var_dump(file_exists($file));
var_dump($client->health()['outbox']['due'], file_exists($file));
var_dump($client->health('{}') === $client->call('health', '{}'));
var_dump($client->echo('{}'), $client->inboxNext(['kinds' => ['order']])['entries']);
try {
    $client->inboxNext(['kind' => 'order']);
} catch (Koppel\Exception $e) {
    echo $e->getErrorCode(), ' ', $e->getPath(), "\n";
}
try {
    clone $client;
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    serialize($client);
} catch (Exception $e) {
    echo $e->getMessage(), "\n";
}
try {
    $client->__construct($config);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    new Koppel\Client($config, null, 'loud');
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
$client->close();
$client->close();
try {
    $client->health();
} catch (Koppel\Exception $e) {
    echo $e->getErrorCode(), "\n";
}
var_dump($client->echo('{}'));
?>
--EXPECT--
json.member_missing /store
json.syntax 
json.wrong_type 
json.wrong_type /store
json.unknown_member /nonsense
bool(false)
int(0)
bool(true)
bool(true)
string(2) "{}"
array(0) {
}
json.unknown_member /kind
Trying to clone an uncloneable object of class Koppel\Client
Serialization of 'Koppel\Client' is not allowed
This client is open; make another one
Koppel\Client::__construct(): Argument #3 ($logLevel) must be "off", "error", "warning", "info" or "debug"
call.needs_client
string(2) "{}"
