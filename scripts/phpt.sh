#!/usr/bin/env bash
# The extension's own tests: phpt.sh TARGET [php.ini setting...], where TARGET was given to bindings/php/build.sh.
set -euo pipefail
target=$(cd "${1:?phpt.sh TARGET}" && pwd)
shift
cd "$(dirname "$0")/.."

# run-tests.php leaves files beside the tests.
copy=$target/phpt
rm -rf "$copy"
mkdir -p "$copy"
cp bindings/php/tests/* "$copy/"
settings=(-d "extension=$target/php/modules/koppel.so")
for setting in "$@"; do settings+=(-d "$setting"); done
NO_INTERACTION=1 TEST_PHP_EXECUTABLE=${KOPPEL_PHP:-$(php -r 'echo PHP_BINARY;')} KOPPEL_STUB=$PWD/bindings/php/koppel.stub.php \
  php "$target/php/run-tests.php" -q -n "${settings[@]}" --show-diff "$copy"
