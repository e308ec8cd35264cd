#!/usr/bin/env bash
# A shop under Apache's PHP module: KOPPEL_REQUESTS requests (200) with children that recycle and graceful restarts.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${KOPPEL_BUILD:-target/release}
exec python3 tests/kills/apache.py "${KOPPEL_REQUESTS:-200}" "$PWD/$build/php/modules/koppel.so"
