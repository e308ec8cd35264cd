#!/bin/sh
# One npm tarball with the addon of this machine in it, and nothing to be run at the install: pack.sh TARGET, where
# TARGET was given to build.sh. Prebuilt addons of other machines lie in TARGET/prebuilds/<platform>-<arch>[-musl].
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "${1:?pack.sh TARGET}" && pwd)
work=$target/npm
rm -rf "$work"
mkdir -p "$work/prebuilds"
cd "$here"
cp index.js index.mjs http.js stream.js front.js front.mjs front.d.ts koppel.d.ts package.json "$work/"
cp ../../LICENSE-MIT ../../LICENSE-APACHE "$work/"
cp ../../docs/node.md "$work/README.md"
[ ! -d "$target/prebuilds" ] || cp -r "$target/prebuilds/." "$work/prebuilds/"
"$here/build.sh" "$target" "$work/prebuilds/$(node -p '`${process.platform}-${process.arch}`')" >&2
strip "$work"/prebuilds/*/koppel.node
cd "$work"
npm pack --silent --ignore-scripts >/dev/null
echo "$work/$(ls ./*.tgz | head -n 1 | sed 's|^\./||')"
