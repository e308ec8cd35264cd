#!/usr/bin/env bash
# Every speed that koppel claims, as `bench <name>: <ratio>x <baseline>`: the median of interleaved rounds in one run,
# for the machine's speed drifts and only ratios hold. All are measured; what misses its figure is named at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

missed=()
measure() { "$@" || missed+=("$*"); }

for bench in payment mapping outbox accounting; do
  measure cargo bench --quiet --bench "$bench"
done

# How many calls a night of Oresto takes, and how much memory.
measure python3 benches/oresto.py target/release/libkoppel.so
[ -d target/bench/node/node_modules/better-sqlite3/build/Release ] ||
  npm install --silent --no-audit --no-fund --prefix target/bench/node better-sqlite3@12.4.1
measure cargo bench --quiet --bench rest

# What a call costs from PHP and from Node.
measure php -n -d extension="$PWD/target/release/php/modules/koppel.so" benches/hosts.php
measure node --expose-gc benches/hosts.mjs

for one in "${missed[@]}"; do
  echo "failed, or missed its figure: $one" >&2
done
exit "${#missed[@]}"
