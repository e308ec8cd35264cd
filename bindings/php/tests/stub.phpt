--TEST--
The stub declares exactly what the extension has
--EXTENSIONS--
koppel
--SKIPIF--
<?php if (!is_file(getenv('KOPPEL_STUB') ?: __DIR__ . '/../koppel.stub.php')) die('skip no stub'); ?>
--FILE--
<?php
$stub = file_get_contents(getenv('KOPPEL_STUB') ?: __DIR__ . '/../koppel.stub.php');
eval(substr(str_replace('namespace Koppel;', 'namespace Stub;', $stub), 5));

function shape(ReflectionFunctionAbstract $function): string {
    $parameters = array_map(fn($p) => strtr(preg_replace('/^Parameter #\d+ /', '', (string) $p), ['NULL' => 'null', "'" => '"']), $function->getParameters());
    return $function->getShortName() . ' ' . implode(' ', $parameters) . ': ' . $function->getReturnType();
}
function shapes(array $functions, string $class): array {
    $own = array_filter($functions, fn($f) => !$f instanceof ReflectionMethod || $f->class === $class);
    $shapes = array_map(fn($f) => str_replace(['Stub\\', 'Koppel\\'], '', shape($f)), $own);
    sort($shapes);
    return $shapes;
}
foreach (['Client', 'Stream', 'Reply', 'Exception', 'Status', 'ErrorCode'] as $name) {
    $real = new ReflectionClass("Koppel\\$name");
    $said = new ReflectionClass("Stub\\$name");
    echo $name, "\n";
    print_r(array_diff(shapes($real->getMethods(), $real->name), shapes($said->getMethods(), $said->name)));
    print_r(array_diff(shapes($said->getMethods(), $said->name), shapes($real->getMethods(), $real->name)));
    var_dump($real->getConstants() == $said->getConstants(), $real->isFinal() === $said->isFinal());
    $public = fn(ReflectionClass $class) => array_map(
        fn($p) => $p->getType() . ' $' . $p->name, $class->getProperties(ReflectionProperty::IS_PUBLIC));
    var_dump($public($real) == $public($said));
}
$functions = fn(string $space) => array_map(fn($name) => new ReflectionFunction($name), array_filter(
    [...get_defined_functions()['internal'], ...get_defined_functions()['user']],
    fn($name) => str_starts_with($name, "$space\\") && $name !== "$space\\echo"));
var_dump(shapes($functions('koppel'), '') === shapes($functions('stub'), ''));
?>
--EXPECT--
Client
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
Stream
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
Reply
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
Exception
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
Status
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
ErrorCode
Array
(
)
Array
(
)
bool(true)
bool(true)
bool(true)
bool(true)
