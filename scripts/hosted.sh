#!/usr/bin/env bash
# Hosted shops: the simulated systems by themselves; each pulled and heard over real HTTP with faults; KOPPEL_PRODUCTS
# (20,000) of them; the bridge killed in the midst of it; and the 25 ways through the self-test, with Shopify and with WooCommerce behind it.
#   KOPPEL_HOSTED=bridge scripts/hosted.sh runs one part of it: servers, pull, hooks, many, bridge or ways
set -uo pipefail
cd "$(dirname "$0")/.."

build=${KOPPEL_BUILD:-target/release}
work=$PWD/target/hosted
rm -rf "$work"
mkdir -p "$work/node_modules"
# The bridge as it is installed: koppel is a package beside it.
cp -r examples/bridge "$work/bridge"
ln -s "$PWD/bindings/node" "$work/node_modules/koppel"
KOPPEL_ADDON=$(bindings/node/build.sh "$build" "$work/addon")
export KOPPEL_ADDON KOPPEL_BRIDGE=$work/bridge/bridge.mjs
passed=0 failed=0
step() { # part name command...
  local part=$1 name=$2 from=$SECONDS
  shift 2
  [ "${KOPPEL_HOSTED:-$part}" = "$part" ] || return 0
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1)) && echo "ok $name ($((SECONDS - from)) s)"
    grep -E "highest memory" "$work/log" || true
  else
    failed=$((failed + 1)) && echo "not ok $name" && tail -n 60 "$work/log"
  fi
}

step servers "the simulated shops by themselves" node --test examples/hosted/servers.test.mjs
step pull "each source pulled, with faults" node --test tests/hosted/pull.test.mjs
step hooks "each source heard, with faults" node --test tests/hosted/hooks.test.mjs
step many "a large catalogue in bounded memory" node tests/hosted/hundred_thousand.mjs "${KOPPEL_PRODUCTS:-20000}"
step bridge "the bridge, killed and started" node --test tests/hosted/bridge.test.mjs
step ways "the 25 ways, with Shopify behind the bridge" node tests/hosted/ways.mjs shopify
step ways "the 25 ways, with WooCommerce behind the bridge" node tests/hosted/ways.mjs woocommerce
echo "$passed passed, $failed failed"
exit "$failed"
