--TEST--
Oresto from PHP: an operation and a flow reach the simulated webshop
--EXTENSIONS--
koppel
--SKIPIF--
<?php if (!getenv('KOPPEL_ORESTO')) die('skip no simulated webshop'); ?>
--FILE--
<?php
require __DIR__ . '/open.inc';
$server = proc_open(['node', getenv('KOPPEL_ORESTO'), '--with-parent'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
$address = substr(trim(fgets($pipes[1])), strlen('http://'));
$koppel = new Koppel\Client(config() + [
    'wire' => ['allow_addresses' => [$address]],
    'oresto' => ['environment' => 'test', 'base_url' => "http://$address/api", 'login' => 'demo', 'password' => 'test'],
]);
echo $koppel->orestoCall(['operation' => 'brands_list'])['data'][1]['Name'], "\n";
$reply = $koppel->orestoSync(['flow' => 'clients', 'items' => [
    ['client' => ['ClientNumber' => 'K1', 'ClientSegmentId' => 1], 'users' => [['Email' => 'chef+1@resto.example']]],
]]);
echo $reply['done'], ' ', $reply['left'], ' ', count($reply['problems']), "\n";
echo $koppel->orestoCall(['operation' => 'users_list'])['data'][0]['ClientNumbers'][0], "\n";
try {
    $koppel->orestoCall(['operation' => 'client_delete', 'parameters' => ['ClientNumber' => '']]);
} catch (Koppel\Exception $refused) {
    echo $refused->getErrorCode(), ' ', $refused->getPath(), "\n";
}
$koppel->close();
fclose($pipes[0]);
proc_close($server);
?>
--EXPECT--
Polderzuivel
1 0 0
K1
json.wrong_type /parameters/ClientNumber
