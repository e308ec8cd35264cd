#!/usr/bin/env bash
# A shop under php-fpm: KOPPEL_REQUESTS requests (10,000) with children that recycle, reloads and kills.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${KOPPEL_BUILD:-target/release}
exec python3 tests/kills/fpm.py "${KOPPEL_REQUESTS:-10000}" "$PWD/$build/php/modules/koppel.so"
