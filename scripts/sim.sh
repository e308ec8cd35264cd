#!/usr/bin/env bash
# The simulator: KOPPEL_SIM_ORDERS orders (100,000), every single and double crash of small workloads, and the planted bugs.
# SEED=n replays one seed. Optimised, for it is a matter of millions of calls.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${SEED:-}" ]; then
  exec cargo test --quiet --release --test sim -- whatever_goes_wrong --nocapture
fi
KOPPEL_SIM_ORDERS=${KOPPEL_SIM_ORDERS:-100000} cargo test --quiet --release --test sim -- --nocapture --skip planted
# Without a number those that are found soon: the rest take as long as all of the above.
exec cargo test --quiet --release --test sim -- --nocapture planted
