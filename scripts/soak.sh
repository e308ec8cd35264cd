#!/usr/bin/env bash
# What is too long for `make test`: more kills, more random cases, a million simulated orders.
set -euo pipefail
cd "$(dirname "$0")/.."

PROPTEST_CASES=${PROPTEST_CASES:-200000} KOPPEL_KILLS=${KOPPEL_KILLS:-1000} KOPPEL_SEEDS=${KOPPEL_SEEDS:-10000} \
    KOPPEL_SETTLED_ORDERS=${KOPPEL_SETTLED_ORDERS:-50000} \
    cargo test --release

make --silent build
KOPPEL_SIM_ORDERS=${KOPPEL_SIM_ORDERS:-1000000} scripts/sim.sh
KOPPEL_KILLS=${KOPPEL_KILLS:-1000} scripts/kills.sh
scripts/crashes.sh
KOPPEL_KILLS=${KOPPEL_KILLS:-200} KOPPEL_HOSTED=bridge scripts/hosted.sh
KOPPEL_HOSTED=ways KOPPEL_SYSTEMS=shopify,woocommerce,magento,lightspeed-c,lightspeed-r,lightspeed-x scripts/hosted.sh
KOPPEL_FUZZ_SECONDS=${KOPPEL_FUZZ_SECONDS:-600} cargo test --release --test reader -- mutated
cargo bench --bench size
scripts/asan.sh
KOPPEL_REQUESTS=${KOPPEL_REQUESTS:-5000} scripts/apache.sh
KOPPEL_PRODUCTS=100000 KOPPEL_HOSTED=many scripts/hosted.sh
