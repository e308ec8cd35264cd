#!/bin/sh
# Builds koppel.so for the PHP of this machine: build.sh TARGET, where TARGET holds libkoppel.a (target/release).
# Builds again only what changed. Needs php-dev (phpize), gcc and make.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "${1:?build.sh TARGET}" && pwd)
work=$target/php
mkdir -p "$work/koppel/lib" "$work/koppel/include"
ln -sf "$target/libkoppel.a" "$work/koppel/lib/libkoppel.a"
cp -p "$here/../../include/koppel.h" "$work/koppel/include/koppel.h"
cp -p "$here"/*.c "$here"/*.h "$here/config.m4" "$here/koppel.sym" "$work/"
cd "$work"
if [ ! -f Makefile ] || [ config.m4 -nt Makefile ]; then
    phpize >phpize.log
    ./configure --quiet --with-koppel="$work/koppel" CFLAGS="${CFLAGS:--O2 -g}" >configure.log
fi
# The Makefile does not know that the module depends on the library and the headers.
for source in "$work/koppel/lib/libkoppel.a" "$work/koppel/include/koppel.h" "$work/php_koppel.h" "$work/classes_arginfo.h"; do
    if [ -f modules/koppel.so ] && [ "$source" -nt modules/koppel.so ]; then
        rm -f koppel.la ./*.lo
    fi
done
make --silent >make.log 2>&1 || { cat make.log >&2; exit 1; }
echo "$work/modules/koppel.so"
