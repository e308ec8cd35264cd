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
# The library once more, as a packager builds it: with cargo-c, which takes as long to compile as all of koppel.
cargo cinstall --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-c@0.10.24
scripts/native.sh
# A folder with WordPress, and WooCommerce in its plugins: npm has none, and that of Debian 12 is too old.
if [ -n "${KOPPEL_WORDPRESS:-}" ]; then
    module=$PWD/target/release/php/modules/koppel.so
    python3 examples/woocommerce/tests/real.py "$KOPPEL_WORDPRESS" "$module"
    python3 examples/woocommerce/tests/selftest.py "$KOPPEL_WORDPRESS" "$module" target/platform/debug/koppel-selftest
else
    echo "KOPPEL_WORDPRESS is not set: the plugin meets no real WooCommerce"
fi
KOPPEL_REQUESTS=${KOPPEL_REQUESTS:-5000} scripts/apache.sh
KOPPEL_PRODUCTS=100000 KOPPEL_HOSTED=many scripts/hosted.sh
