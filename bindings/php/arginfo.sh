#!/bin/sh
# Makes classes_arginfo.h of classes.stub.php with PHP's own generator: arginfo.sh [PLACE]. Needs php-dev and php-parser.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
generator=$(php-config --phpapi)
cp "/usr/lib/php/$generator/build/gen_stub.php" "$work/"
version=$(sed -n 's/^ *\$version = "\([0-9.]*\)";$/\1/p' "$work/gen_stub.php")
mkdir -p "$work/PHP-Parser-$version/lib"
ln -s /usr/share/php/PhpParser "$work/PHP-Parser-$version/lib/PhpParser"
# The generator cannot read the types of the comments; it does without them.
php -r '$kept = fn($t) => is_array($t) && $t[0] === T_DOC_COMMENT ? "" : (is_array($t) ? $t[1] : $t);
    $code = implode("", array_map($kept, token_get_all(file_get_contents($argv[1]))));
    echo preg_replace("/^<\?php\n/", "<?php\n\n/** @generate-class-entries */\n", $code);' \
    "$here/classes.stub.php" >"$work/classes.stub.php"
php "$work/gen_stub.php" "$work/classes.stub.php" >&2
cp "$work/classes_arginfo.h" "$place/classes_arginfo.h"
