#!/bin/sh
# Builds koppel.node: build.sh TARGET [PLACE], where TARGET holds libkoppel.a (target/release). Puts it in PLACE, else
# where index.js looks, and says where.
# Builds again only what changed. Needs gcc, and npm once for the headers of Node-API.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "${1:?build.sh TARGET}" && pwd)
work=$target/node
place=${2:-$here/prebuilds/$(node -p '`${process.platform}-${process.arch}`')}
headers=$work/node_modules/node-api-headers/include
mkdir -p "$work" "$place"
if [ ! -r "$headers/node_api.h" ]; then
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$work" \
        node-api-headers@1.9.0 >&2
fi
include=$here/../../include
newest=$(ls -t "$target/libkoppel.a" "$include/koppel.h" "$here"/src/* "$here/build.sh" | head -n 1)
if [ ! -f "$work/koppel.node" ] || [ "$newest" -nt "$work/koppel.node" ]; then
    # Nothing of the library leaves the addon; once loaded it stays, for thread-local values outlive a dlclose.
    gcc -std=c11 -D_POSIX_C_SOURCE=200809L -O3 -g -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared \
        -I "$headers" -I "$include" "$here"/src/*.c "$target/libkoppel.a" \
        -lgcc_s -lutil -lrt -lpthread -lm -ldl -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,nodelete \
        -o "$work/koppel.node"
fi
cmp -s "$work/koppel.node" "$place/koppel.node" || cp "$work/koppel.node" "$place/koppel.node"
echo "$place/koppel.node"
