--TEST--
A failure is a Koppel\Exception that says what, where and what to do; nothing else is thrown for bad input
--EXTENSIONS--
koppel
--FILE--
<?php
function said(callable $call): void {
    try {
        $call();
        echo "no exception\n";
    } catch (Koppel\Exception $e) {
        echo $e->getErrorCode(), ' at "', $e->getPath(), '" ', $e->getStatusName(), ' ',
            json_encode([$e->getStatus() === $e->getCode(), $e->isRetryable(), $e->getReference(),
                json_decode($e->getDocument(), true)['error']['message'] === $e->getMessage()]), "\n";
    }
}
said(fn() => Koppel\schema(['methode' => 'x']));
said(fn() => Koppel\schema('{"method":'));
said(fn() => Koppel\schema("{\"method\":\"\xff\"}"));
said(fn() => Koppel\schema(['method' => "\xff"]));
said(fn() => Koppel\schema(['method' => NAN]));
said(fn() => Koppel\schema(['method' => fopen('php://memory', 'r')]));
said(fn() => Koppel\schema([1, 2]));
said(fn() => Koppel\schema(str_repeat('[', 100000)));
said(fn() => Koppel\schema(['method' => ['a' => [-INF]]]));
said(fn() => Koppel\call("ec\0ho"));
said(fn() => Koppel\call(''));
said(fn() => Koppel\call('health'));
said(fn() => Koppel\call('echo', str_repeat(' ', 17 << 20)));
$deep = [];
for ($i = 0; $i < 600; $i++) $deep = [$deep];
said(fn() => Koppel\call('echo', $deep));
$round = [];
$round['self'] = &$round;
said(fn() => Koppel\call('echo', $round));
final class Throwing implements JsonSerializable {
    public function jsonSerialize(): mixed { throw new LogicException('its own'); }
}
try {
    Koppel\call('echo', ['x' => new Throwing]);
} catch (LogicException $e) {
    echo $e->getMessage(), "\n";
}
var_dump((new Koppel\Exception('made by hand'))->getErrorCode());
var_dump(Koppel\Status::REJECTED, Koppel\ErrorCode::JSON_UNKNOWN_MEMBER);
?>
--EXPECTF--
json.unknown_member at "/methode" INVALID [true,false,null,true]
json.syntax at "/method" INVALID [true,false,null,true]
json.not_utf8 at "" INVALID [true,false,null,true]
json.not_utf8 at "" INVALID [true,false,null,true]
json.wrong_type at "" INVALID [true,false,null,true]
json.wrong_type at "" INVALID [true,false,null,true]
json.wrong_type at "" INVALID [true,false,null,true]
json.too_deep at "/0/0%s" INVALID [true,false,null,true]
json.wrong_type at "" INVALID [true,false,null,true]
call.unknown_method at "" INVALID [true,false,null,true]
call.unknown_method at "" INVALID [true,false,null,true]
call.needs_client at "" INVALID [true,false,null,true]
json.too_large at "" INVALID [true,false,null,true]
json.too_deep at "" INVALID [true,false,null,true]
json.too_deep at "" INVALID [true,false,null,true]
its own
string(0) ""
int(-3)
string(19) "json.unknown_member"
