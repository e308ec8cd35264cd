#!/usr/bin/env bash
# Writers in PHP and C on one store, killed KOPPEL_KILLS times (100); one is stopped beyond its lease.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${KOPPEL_BUILD:-target/release}
gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -o target/kills-writer tests/kills/writer.c "$build/libkoppel.a" \
  -lpthread -ldl -lm
exec python3 tests/kills/kill.py "${KOPPEL_KILLS:-100}" "$PWD/$build/php/modules/koppel.so" "$PWD/target/kills-writer"
