#!/usr/bin/env bash
# Every speed that koppel claims, as `bench <name>: <ratio>x <baseline>`: the median of interleaved rounds in one run,
# for the machine's speed drifts and only ratios hold.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench --quiet --bench payment
cargo bench --quiet --bench mapping
cargo bench --quiet --bench outbox
cargo bench --quiet --bench accounting

# How many calls a night of Oresto takes, and how much memory.
python3 benches/oresto.py target/release/libkoppel.so
[ -d target/bench/node/node_modules/better-sqlite3/build/Release ] ||
  npm install --silent --no-audit --no-fund --prefix target/bench/node better-sqlite3@12.4.1
cargo bench --quiet --bench rest

# What a call costs from PHP and from Node.
php -n -d extension="$PWD/target/release/php/modules/koppel.so" benches/hosts.php
node --expose-gc benches/hosts.mjs
