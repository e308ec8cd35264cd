#!/usr/bin/env bash
# The extension's own tests with its C under AddressSanitizer, without PHP's own allocator: every slip of memory is seen.
# The library within is as it was built.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${KOPPEL_BUILD:-target/release}
work=$PWD/target/asan
mkdir -p "$work"
ln -sf "$PWD/$build/libkoppel.a" "$work/libkoppel.a"
CFLAGS="-O1 -g -fsanitize=address -fno-omit-frame-pointer" bindings/php/build.sh "$work" >/dev/null
# PHP loads its modules in a way that the sanitizer refuses; this takes that flag off.
cat >"$work/plain_dlopen.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
void *dlopen(const char *file, int flags) {
    void *(*next)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
    return next(file, flags & ~RTLD_DEEPBIND);
}
C
gcc -shared -fPIC -o "$work/plain_dlopen.so" "$work/plain_dlopen.c"
printf '#!/bin/sh\nLD_PRELOAD="%s %s" ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 USE_ZEND_ALLOC=0 exec %s "$@"\n' \
  "$work/plain_dlopen.so" "$(gcc -print-file-name=libasan.so)" "$(command -v php)" >"$work/php-under-asan"
chmod +x "$work/php-under-asan"
KOPPEL_PHP=$work/php-under-asan scripts/phpt.sh "$work"
