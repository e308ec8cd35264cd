--TEST--
A method without a client takes an array and gives an array; text passes through untouched
--EXTENSIONS--
koppel
--FILE--
<?php
$text = '{ "amount" : 1.10, "name":"caf\u00e9 €", "big":123456789012345678901234567890 }';
var_dump(Koppel\call('echo', $text) === $text, Koppel\echo($text) === $text);
var_dump(Koppel\call('echo', ['a' => 'é/', 'b' => 1.0, 'c' => null, 'list' => [1, 2], 'none' => new stdClass]));
var_dump(Koppel\call('echo'), Koppel\call(method: 'echo', request: []));
var_dump(Koppel\call('echo', '{"big":123456789012345678901234567890}') === '{"big":123456789012345678901234567890}');
var_dump(in_array('payment_split', Koppel\capabilities()['methods'], true));

$order = [
    'order_id' => '1', 'currency' => 'EUR', 'calculated_at' => '2026-11-21T12:00:00+01:00',
    'lines' => [['line_id' => '1', 'kind' => 'product', 'supplier_id' => 'x', 'quantity' => 3,
        'gross_amount' => '38.85', 'vat_rate' => '21']],
    'vouchers' => [['voucher_id' => 'card-7', 'kind' => 'multi_purpose', 'balance' => '30.00']],
    'remainder' => ['tender_id' => 'ideal'],
];
$split = Koppel\paymentSplit($order);
var_dump($split['amount_due'], $split['tenders'][0]['amount']);
var_dump(json_decode(Koppel\paymentSplit(json_encode($order)), true) === $split);
$refund = Koppel\refundCompute(['split' => $split, 'return_id' => 'R-1',
    'calculated_at' => '2026-12-01T10:00:00+01:00', 'lines' => [['line_id' => '1', 'quantity' => 1]]]);
var_dump($refund['amount']);
?>
--EXPECT--
bool(true)
bool(true)
array(5) {
  ["a"]=>
  string(3) "é/"
  ["b"]=>
  float(1)
  ["c"]=>
  NULL
  ["list"]=>
  array(2) {
    [0]=>
    int(1)
    [1]=>
    int(2)
  }
  ["none"]=>
  array(0) {
  }
}
array(0) {
}
array(0) {
}
bool(true)
bool(true)
string(4) "8.85"
string(5) "30.00"
bool(true)
string(5) "12.95"
