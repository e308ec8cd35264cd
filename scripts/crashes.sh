#!/usr/bin/env bash
# What real processes survive: writers in PHP and C that are killed, a shop under php-fpm, a full disk. They wait for leases
# to end more than they work, so they run beside one another.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=target/crashes
mkdir -p "$logs"
scripts/kills.sh >"$logs/kills.log" 2>&1 & kills=$!
scripts/fpm.sh >"$logs/fpm.log" 2>&1 & fpm=$!
scripts/disk_full.sh >"$logs/disk_full.log" 2>&1 & disk=$!
failed=0
for job in "$kills" "$fpm" "$disk"; do
  wait "$job" || failed=$((failed + 1))
done
grep -hv ' passed, ' "$logs"/*.log
echo "$((3 - failed)) passed, $failed failed"
exit "$failed"
