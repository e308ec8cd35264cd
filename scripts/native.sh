#!/usr/bin/env bash
# The hosts that compile: what `make install` leaves, used from C, C++, C# (mono) and Pascal (fpc); tills and guides.
#   KOPPEL=target/release scripts/native.sh
set -uo pipefail
cd "$(dirname "$0")/.."

KOPPEL=$(realpath "${KOPPEL:-target/release}")
export KOPPEL
work=$PWD/target/native
rm -rf "$work"
mkdir -p "$work"
export PREFIX=$work/installed LIBDIR=$work/installed/lib
export PKG_CONFIG_PATH=$LIBDIR/pkgconfig LD_LIBRARY_PATH=$LIBDIR
strict=(-Wall -Wextra -Wpedantic -Werror -g)

passed=0 failed=0
check() { # name command...
  local name=$1 said from=$SECONDS
  shift
  if said=$(set -e; "$@" 2>&1); then
    passed=$((passed + 1)) && echo "ok $name ($((SECONDS - from)) s)"
  else
    failed=$((failed + 1)) && printf 'not ok %s\n%s\n' "$name" "$said"
  fi
}
fresh() { rm -rf "${work:?}/$1" && mkdir -p "$work/$1" && cd "$work/$1" || exit; } # folder

root=$PWD
flags() { pkg-config "$@" koppel; }
says_version() { [ "$("$1")" = "$(flags --modversion)" ]; }

# shellcheck disable=SC2046
shared_by_pkg_config() {
  gcc -std=c11 "${strict[@]}" tests/install/version.c $(flags --cflags --libs) -o "$work/shared" &&
    says_version "$work/shared" && readelf -d "$work/shared" | grep -q 'NEEDED.*libkoppel.so.1'
}
# shellcheck disable=SC2046
static_by_pkg_config() {
  gcc -std=c11 "${strict[@]}" tests/install/version.c $(flags --cflags) -Wl,-Bstatic -lkoppel -Wl,-Bdynamic \
    $(flags --static --libs) -Wl,--as-needed -o "$work/static" &&
    says_version "$work/static" && ! readelf -d "$work/static" | grep -q libkoppel
}
by_cmake() {
  cmake -S tests/install -B "$work/cmake" -DCMAKE_PREFIX_PATH="$PREFIX" -DPROGRAM="$root/tests/install/version.c" &&
    cmake --build "$work/cmake" &&
    says_version "$work/cmake/shared" && says_version "$work/cmake/static"
}
staged() {
  DESTDIR=$work/stage PREFIX=/usr LIBDIR=/usr/lib/x86_64-linux-gnu scripts/install.sh &&
    [ "$(readlink -f "$work/stage/usr/lib/x86_64-linux-gnu/libkoppel.so")" = \
      "$work/stage/usr/lib/x86_64-linux-gnu/libkoppel.so.1.0.0" ] &&
    grep -qx 'libdir=/usr/lib/x86_64-linux-gnu' "$work/stage/usr/lib/x86_64-linux-gnu/pkgconfig/koppel.pc" &&
    ! grep -rq "$work" "$work/stage/usr/lib/x86_64-linux-gnu/cmake" && rm -r "$work/stage"
}
# What a packager runs who has cargo-c. It builds the library anew, so as it is built for tests.
# shellcheck disable=SC2046
by_cargo_c() {
  local stage=$work/cargo-c lib
  cargo cinstall --profile dev --destdir "$stage" --prefix /usr --libdir /usr/lib &&
    cmp include/koppel.h "$stage/usr/include/koppel.h" && cmp bindings/cpp/koppel.hpp "$stage/usr/include/koppel.hpp" &&
    readelf -d "$stage/usr/lib/libkoppel.so.1" | grep -q 'SONAME.*\[libkoppel.so.1\]' || return
  export PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_PATH=$stage/usr/lib/pkgconfig
  lib=$stage/usr/lib
  gcc -std=c11 "${strict[@]}" tests/install/version.c $(flags --cflags --libs) -o "$stage/shared" &&
    [ "$(LD_LIBRARY_PATH=$lib "$stage/shared")" = "$(sed -nE 's/^version = "(.*)"/\1/p' Cargo.toml | head -n 1)" ] &&
    gcc -std=c11 "${strict[@]}" tests/install/version.c $(flags --cflags) "$lib/libkoppel.a" -lm -lpthread -ldl -o "$stage/static" &&
    [ "$("$stage/static")" = "$("$stage/shared")" ] && ! readelf -d "$stage/static" | grep -q libkoppel &&
    cmake -S tests/install -B "$stage/cmake" -DCMAKE_PREFIX_PATH="$stage/usr" -DPROGRAM="$root/tests/install/version.c" &&
    cmake --build "$stage/cmake" && [ "$("$stage/cmake/shared")$("$stage/cmake/static")" = "$("$stage/static")$("$stage/static")" ]
}
only_its_own_names() {
  nm -g --defined-only "$LIBDIR/libkoppel.a" | awk 'NF == 3 { print $3 }' | sort >"$work/global"
  cut -d ' ' -f 1 tests/symbols.txt | sort | diff - "$work/global"
}
# shellcheck disable=SC2046
two_sqlites() {
  fresh two_sqlites
  gcc -std=c11 "${strict[@]}" "$root/tests/install/two_sqlites.c" $(flags --cflags) "$LIBDIR/libkoppel.a" \
    -Wl,-Bstatic -lsqlite3 -Wl,-Bdynamic -lpthread -ldl -lm -o program &&
    [ "$(nm program | grep -c ' T sqlite3_open_v2$')" = 1 ] &&
    [ "$(nm program | grep -c ' t sqlite3_open_v2$')" = 1 ] &&
    [ "$(./program "$PWD")" = "its own" ]
}
# shellcheck disable=SC2046
wrapper() { # compiler option...
  fresh "cpp-$1"
  "$@" -std=c++17 "${strict[@]}" "$root/tests/cpp/wrapper.cpp" $(flags --cflags --libs) -pthread -o program &&
    ./program "$PWD"
}
csharp() {
  fresh csharp
  mcs -warnaserror -out:wrapper.exe "$root/bindings/csharp/Koppel.cs" "$root/tests/csharp/Wrapper.cs" && mono wrapper.exe "$PWD"
}
export HEAPTRC="log=$work/heap.log"
pascal() { # source folder: compiled without a warning, with a heap that tells what was not freed
  fpc -gh -vewn -l- "-Fu$root/bindings/delphi" "-Fl$LIBDIR" "-FE$2" "$1" >"$2/fpc.log" &&
    ! grep -iE 'warning|note' "$2/fpc.log"
}
nothing_is_lost() { grep '^0 unfreed memory blocks' "$work/heap.log" && rm "$work/heap.log"; }
delphi() {
  fresh delphi
  pascal "$root/tests/delphi/Wrapper.dpr" "$PWD" && ./Wrapper "$PWD" && nothing_is_lost
}
till_in_c() {
  make --silent -C examples/pos OUT="$work/till-c" CFLAGS='-g -fsanitize=address,undefined' &&
    examples/pos/test.sh "$work/till-c/day" "$work/till-c/till"
}
till_in_csharp() {
  mkdir "$work/till-csharp" &&
    mcs -warnaserror -r:System.Core.dll -out:"$work/till-csharp/till.exe" bindings/csharp/Koppel.cs examples/pos-csharp/*.cs &&
    examples/pos/test.sh "$work/till-csharp/day" mono "$work/till-csharp/till.exe"
}
till_in_delphi() {
  mkdir "$work/till-delphi" && pascal examples/pos-delphi/Till.dpr "$work/till-delphi" &&
    examples/pos/test.sh "$work/till-delphi/day" "$work/till-delphi/Till" && nothing_is_lost
}
guide() { # name: with nothing set, a home of its own, and this repository there as `koppel`
  fresh "guide-$1"
  ln -s "$root" koppel
  env -u PREFIX -u LIBDIR -u PKG_CONFIG_PATH -u LD_LIBRARY_PATH -u HEAPTRC HOME="$PWD" \
    node "$root/tests/hosts/guide.mjs" "$root/docs/$1.md" "$PWD"
}
every_function() { # file: names each function of the header
  local name missing=0
  while read -r name _; do
    grep -q "\b$name\b" "$1" || { echo "$1 lacks $name" && missing=1; }
  done <tests/symbols.txt
  return $missing
}
# Statuses and versions stand in four languages: the header's are the ones.
same_numbers() {
  local name number words missing=0 cs=bindings/csharp/Koppel.cs pas=bindings/delphi/Koppel.pas
  in_file() { grep -qF -- "$1" "$2" || { echo "$2 lacks '$1'" && missing=1; }; }
  while read -r name number; do
    words=$(sed -E 's/(^|_)([A-Z]+)/\1\L\2/g; s/(^|_)([a-z])/\u\2/g' <<<"${name#KOPPEL_}")
    in_file "$name = $number;" $pas
    grep -qE "\\b$words = $number(,|$)" $cs || { echo "$cs lacks '$words = $number'" && missing=1; }
  done < <(sed -nE 's/^#define (KOPPEL_[A-Z_]+) \(?(-?[0-9]+)\)?$/\1 \2/p' include/koppel.h | grep -v ABI_VERSION)
  number=$(sed -nE 's/^#define KOPPEL_ABI_VERSION ([0-9]+)$/\1/p' include/koppel.h)
  in_file "AbiVersion = $number;" $cs && in_file "AbiVersion = $number;" $pas
  in_file "libkoppel.so.$number\"" bindings/c/koppelConfig.cmake
  in_file "\"$(sed -nE 's/^version = "(.*)"/\1/p' Cargo.toml | head -n 1)\"" bindings/c/koppelConfigVersion.cmake
  number=$(sed -nE 's/^#define KOPPEL_VERSION_NUMBER 0x([0-9a-f]+)u$/\1/p' include/koppel.h)
  in_file "VersionNumber = 0x$number;" $cs && in_file "VersionNumber = \$$number;" $pas
  return $missing
}

check "make install" make --silent install
check "a program by pkg-config, shared" shared_by_pkg_config
check "a program by pkg-config, static" static_by_pkg_config
check "a project by CMake, shared and static" by_cmake
check "a package under DESTDIR" staged
if cargo cinstall --version >/dev/null 2>&1; then check "cargo cinstall: shared and static" by_cargo_c
else echo "cargo-c is not installed: cargo cinstall is not looked at"; fi
check "the static library has the header's names and no other" only_its_own_names
check "a program keeps the SQLite of its own" two_sqlites
check "koppel.hpp reaches every function" every_function bindings/cpp/koppel.hpp
check "koppel.hpp under g++, with sanitizers" wrapper g++ -fsanitize=address,undefined
if command -v clang++ >/dev/null; then check "koppel.hpp under clang++" wrapper clang++; fi
check "the wrappers have the header's numbers" same_numbers
check "Koppel.cs under mono" csharp
check "Koppel.pas under Free Pascal" delphi
check "a day at the till, in C with sanitizers" till_in_c
check "a day at the till, in C#" till_in_csharp
check "a day at the till, in Delphi's Pascal" till_in_delphi
for guide in c cpp csharp delphi; do
  check "the guide docs/$guide.md" guide "$guide"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
