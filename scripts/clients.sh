#!/usr/bin/env bash
# WooCommerce's own clients for Node and Python, unchanged, against the C ABI behind a tiny HTTP front.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/target/clients
mkdir -p "$work"
cargo build --quiet
[ -d "$work/node_modules/@woocommerce" ] ||
  npm install --silent --no-audit --no-fund --prefix "$work" @woocommerce/woocommerce-rest-api@1.0.2
[ -d "$work/python/woocommerce" ] || python3 -m pip install --quiet --target "$work/python" woocommerce==3.0.0

port=$(node -e 's = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
python3 tests/clients/front.py target/debug/libkoppel.so "$port" >"$work/front.log" 2>&1 &
for _ in $(seq 100); do grep -q ready "$work/front.log" && break; sleep 0.1; done

failed=0
(cd "$work" && node ../../tests/clients/run.mjs "$port") || failed=$((failed + 1))
PYTHONPATH=$work/python python3 tests/clients/run.py "$port" || failed=$((failed + 1))
echo "$((2 - failed)) passed, $failed failed"
exit "$failed"
