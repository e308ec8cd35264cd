#!/usr/bin/env bash
# A full disk, for real: a store on a tmpfs of 2 MiB. Where nothing may be mounted, it says so and looks at nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rmdir "$work"' EXIT
extension=$PWD/${KOPPEL_BUILD:-target/release}/php/modules/koppel.so
if ! unshare -rm mount -t tmpfs -o size=2m tmpfs "$work" 2>/dev/null; then
  echo "nothing may be mounted here: a full disk is not looked at"
  exit 0
fi
unshare -rm sh -c 'mount -t tmpfs -o size=2m,mode=700 tmpfs "$1" && php -d extension="$2" tests/kills/disk_full.php "$1"' \
  sh "$work" "$extension"
