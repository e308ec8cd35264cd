#!/usr/bin/env bash
# Hosted shops: the simulated systems by themselves; each pulled and heard over real HTTP with faults; KOPPEL_PRODUCTS
# (20,000) of them; the way back of each; the bridge killed in the midst of it; and the 25 ways through the self-test with
# KOPPEL_SYSTEMS (Shopify and WooCommerce) behind it, beside each other. scripts/soak.sh has them with all six.
#   KOPPEL_HOSTED=bridge scripts/hosted.sh runs one part of it: servers, pull, hooks, many, orders, bridge or ways
set -uo pipefail
TIMEFORMAT=%0R
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
ended() { # status name log seconds
  if [ "$1" = 0 ]; then
    passed=$((passed + 1)) && echo "ok $2 ($4 s)"
    grep -E "highest memory|looked up" "$3" || true
  else
    failed=$((failed + 1)) && echo "not ok $2" && tail -n 60 "$3"
  fi
}
step() { # part name command...
  local part=$1 name=$2 from=$SECONDS status=0
  shift 2
  [ "${KOPPEL_HOSTED:-$part}" = "$part" ] || return 0
  "$@" >"$work/log" 2>&1 || status=$?
  ended "$status" "$name" "$work/log" $((SECONDS - from))
}
waiting=()
beside() { # part name command...: it waits more than it works
  local part=$1 name=$2 log=$work/log-${#waiting[@]}
  shift 2
  [ "${KOPPEL_HOSTED:-$part}" = "$part" ] || return 0
  { time "$@" >"$log" 2>&1; } 2>"$log.time" &
  waiting+=("$! $log $name")
}
together() { # until all that runs beside has ended
  local pid log name status
  for one in "${waiting[@]}"; do
    read -r pid log name <<<"$one"
    status=0 && wait "$pid" || status=$?
    ended "$status" "$name" "$log" "$(<"$log.time")"
  done
  waiting=()
}

beside orders "the way back of each system" node --test tests/hosted/{orders,credits,till}.test.mjs
step servers "the simulated shops by themselves" node --test examples/hosted/servers.test.mjs
step pull "each source pulled, with faults" node --test tests/hosted/pull.test.mjs
step hooks "each source heard, with faults" node --test tests/hosted/hooks.test.mjs
step many "a large catalogue in bounded memory" node tests/hosted/hundred_thousand.mjs "${KOPPEL_PRODUCTS:-20000}"
step bridge "the bridge, killed and started" node --test tests/hosted/bridge.test.mjs
together
for system in $(tr , ' ' <<<"${KOPPEL_SYSTEMS:-shopify,woocommerce}"); do
  beside ways "the 25 ways, with $system behind the bridge" node tests/hosted/ways.mjs "$system"
  [ "${#waiting[@]}" -lt 2 ] || together
done
together
echo "$passed passed, $failed failed"
exit "$failed"
