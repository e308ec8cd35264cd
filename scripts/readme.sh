#!/usr/bin/env bash
# Runs the README's three programs as they are printed: each must say that 14.00 is left to pay.
set -euo pipefail
cd "$(dirname "$0")/.."

work=target/readme
rm -rf "$work"
mkdir -p "$work/node_modules"
block() { # language file: the first block of that language
  awk -v fence="\`\`\`$1" '$0 == fence && !seen { inside = seen = 1; next } /^```/ { inside = 0 } inside' README.md >"$work/$2"
}
block php split.php
block js split.mjs
block c split.c
ln -s ../../../bindings/node "$work/node_modules/koppel"
gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -o "$work/split" "$work/split.c" target/release/libkoppel.a -lpthread -ldl -lm

failed=0
expect() { # wanted command...
  local wanted=$1 said
  shift
  said=$("$@") || said="$said (failed)"
  if [ "$said" = "$wanted" ]; then echo "ok $*"; else echo "not ok $*: $said"; failed=$((failed + 1)); fi
}
expect $'card-7 25.00\nideal 14.00' php -d extension="$PWD/target/release/php/modules/koppel.so" "$work/split.php"
expect $'card-7 25.00\nideal 14.00' node "$work/split.mjs"
expect 'by iDEAL: 1400 cents' "$work/split"
echo "$((3 - failed)) passed, $failed failed"
exit "$failed"
