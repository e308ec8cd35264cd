#!/usr/bin/env bash
# Installs what is built: headers, the shared and the static library, pkg-config and CMake files; the self-test too, if it is.
# It compiles nothing, for it may run as another user.
#   PREFIX=/usr/local DESTDIR= LIBDIR=$PREFIX/lib KOPPEL=target/release scripts/install.sh
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local} built=${KOPPEL:-target/release}
libdir=${LIBDIR:-$prefix/lib}
into=${DESTDIR:-}
of() { sed -nE "/^\[$1\]/,/^\[/s/^version = \"(.*)\"/\1/p" Cargo.toml | head -n 1; }
version=$(of package) library=$(of package.metadata.capi.library)
abi=${library%%.*}
[ -e "$built/libkoppel.so" ] && [ -e "$built/libkoppel.a" ] || { echo "$built has no library: cargo build --release" >&2; exit 1; }

# A static library shares one space of names with its user. All of it becomes one object in which only the symbols of
# koppel.h are global, so that a program with an SQLite, or a Rust library, of its own has both.
own=${OWN:-$built/own}
if [ ! "$own/libkoppel.a" -nt "$built/libkoppel.a" ]; then
  rm -rf "$own"
  mkdir -p "$own"
  cut -d ' ' -f 1 tests/symbols.txt >"$own/symbols"
  # shellcheck disable=SC2046
  ld -r --gc-sections -o "$own/koppel.o" $(sed 's/^/-u /' "$own/symbols") "$built/libkoppel.a"
  # The bitcode of the compiler that made it is of no use to another, and may stop its tools.
  objcopy --strip-debug --keep-global-symbols="$own/symbols" -R .llvmbc -R .llvmcmd "$own/koppel.o"
  ar rcs "$own/libkoppel.a" "$own/koppel.o"
  rm "$own/koppel.o"
fi

filled() { sed -e "s|@PREFIX@|$prefix|" -e "s|@LIBDIR@|$libdir|" -e "s|@VERSION@|$version|" "$1"; }
selftest=${SELFTEST:-target/platform/debug/koppel-selftest}
install -d "$into$prefix/bin" "$into$prefix/include" "$into$libdir/pkgconfig" "$into$libdir/cmake/koppel"
install -m 644 include/koppel.h bindings/cpp/koppel.hpp "$into$prefix/include"
install -m 644 "$own/libkoppel.a" "$into$libdir"
install -m 755 "$built/libkoppel.so" "$into$libdir/libkoppel.so.$library"
if [ -e "$selftest" ]; then
  install -m 755 "$selftest" "$into$prefix/bin/koppel-selftest"
else
  echo "without koppel-selftest, which make build makes" >&2
fi
ln -sf "libkoppel.so.$library" "$into$libdir/libkoppel.so.$abi"
ln -sf "libkoppel.so.$abi" "$into$libdir/libkoppel.so"
filled bindings/c/koppel.pc.in >"$into$libdir/pkgconfig/koppel.pc"
install -m 644 bindings/c/*.cmake "$into$libdir/cmake/koppel"
