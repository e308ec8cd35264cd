#!/bin/sh
# The extension as PIE fetches it: pack.sh TARGET TAG, where TARGET was given to build.sh. The name says for which PHP it is:
# php_koppel-TAG_php8.2-x86_64-linux-glibc[-zts].zip, with koppel.so in it. Needs zip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "${1:?pack.sh TARGET TAG}" && pwd)
tag=${2:?pack.sh TARGET TAG}
module=$("$here/build.sh" "$target")
php=$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
threads=$(php -n -r 'echo PHP_ZTS ? "-zts" : "";')
debug=$(php -n -r 'echo PHP_DEBUG ? "-debug" : "";')
libc=$(if ldd /bin/sh | grep -q musl; then echo musl; else echo glibc; fi)
work=$target/pie
rm -rf "$work"
mkdir -p "$work"
cp "$module" "$work/koppel.so"
strip --strip-unneeded "$work/koppel.so"
name=php_koppel-${tag}_php$php-$(uname -m)-linux-$libc$debug$threads.zip
(cd "$work" && zip -q "$name" koppel.so)
echo "$work/$name"
