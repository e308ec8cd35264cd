#!/usr/bin/env bash
# koppel as its hosts hold it: out of its packages, in the servers and frameworks of PHP and Node, and by its guides.
set -uo pipefail
cd "$(dirname "$0")/.."

build=$PWD/${KOPPEL_BUILD:-target/release}
work=$PWD/target/hosts
module=$build/php/modules/koppel.so
shop=$work/shop
rm -rf "$work"/*-guide "$work/pie"
mkdir -p "$shop" "$work/pie"
failed=0 passed=0
step() { # name command...
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1)) && echo "ok $name"
  else
    failed=$((failed + 1)) && echo "not ok $name" && tail -n 40 "$work/log"
  fi
}

# Nothing else of the registry is used by what these tests install.
installed() {
  [ -d "$shop/node_modules/@types/express" ] ||
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$shop" \
      express@5.1.0 fastify@5.6.1 typescript@5.9.3 @types/node@20.19.9 @types/express@5.0.3
  bindings/node/pack.sh "$build" >"$work/tarball"
  # Without a lock, for npm would take a tarball of the same version for the one it knows.
  rm -rf "$shop/node_modules/koppel" "$shop/package-lock.json"
  (cd "$shop" && npm install --silent --no-audit --no-fund --ignore-scripts --no-package-lock --offline "$(cat "$work/tarball")")
}
fronts_of_node() {
  (cd "$shop" && node --test "$OLDPWD/tests/hosts/fronts.test.mjs")
}
example_of_express() { # as its README installs it: express and koppel are found in the folder above
  rm -rf "$shop/example" && cp -r examples/express "$shop/example" && (cd "$shop/example" && npm test --silent)
}
types() {
  cp tests/hosts/types.ts "$shop/"
  (cd "$shop" && node node_modules/typescript/bin/tsc --strict --noEmit --target es2022 --module nodenext --types node types.ts)
}
guide() { # name: in an empty folder with this repository in it as `koppel`
  mkdir "$work/$1-guide" && ln -s "$PWD" "$work/$1-guide/koppel" && node tests/hosts/guide.mjs "docs/$1.md" "$work/$1-guide"
}
pages_that_are_guides() {
  guide platforms && guide rest
}
pages() { # two database servers are started for one of them
  KOPPEL_MODULES=$shop KOPPEL_EXTENSION=$module node --test tests/hosts/pages.test.mjs
}
arginfo() {
  bindings/php/arginfo.sh "$work" && cmp "$work/classes_arginfo.h" bindings/php/classes_arginfo.h
}
prebuilt() {
  bindings/php/pack.sh "$build" 0.1.0 >"$work/zip" && unzip -q -o "$(cat "$work/zip")" -d "$work/pie" &&
    basename "$(cat "$work/zip")" | grep -Eqx 'php_koppel-0\.1\.0_php8\.[0-9]-[a-z0-9_]+-linux-(glibc|musl)(-zts)?\.zip' &&
    [ "$(php -n -d extension="$work/pie/koppel.so" -r 'echo Koppel\call("echo", "7");')" = 7 ]
}
thread_safe() { # by the compiler alone: Debian has no thread-safe PHP
  local includes
  includes=$(php-config --includes)
  for source in bindings/php/*.c; do
    # shellcheck disable=SC2086
    gcc -fsyntax-only -Werror -Wall -DZTS -DCOMPILE_DL_KOPPEL -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1 $includes -Iinclude "$source" ||
      return 1
  done
}

bindings/php/build.sh "$build" >/dev/null || exit 1
step "the package installs into an empty folder, and nothing runs" installed
step "plain http, Express and Fastify" fronts_of_node
step "the shop on Express: an order's whole life" example_of_express
step "the declarations, by tsc in strict mode" types
step "the guide for Node, block by block" guide node
step "the guide for PHP, block by block" guide php
step "the pages of the platforms and of the WooCommerce interface, block by block" pages_that_are_guides
step "every other block of docs/" pages
step "PSR-15, PSR-3 and plain PHP" php -n -d extension="$module" tests/hosts/fronts.php "$module"
step "the Magento module, over stand-ins for Magento" php -n -d extension="$module" examples/magento/Test/run.php
step "what the Magento module declares is there" python3 examples/magento/Test/declarations.py
step "a day in a shop with the plugin for WooCommerce" php -n -d extension="$module" examples/woocommerce/tests/day.php
step "the self-test's routes in WooCommerce, over stand-ins" php -n examples/woocommerce/tests/test-routes.php
step "the gift card in WooCommerce's checkout of blocks" node --test examples/woocommerce/tests/checkout-block.mjs
step "the whole life of an order in a plain PHP shop" \
  php -n -d extension=pdo -d extension=pdo_sqlite examples/slim-php/tests/life.php "$module"
step "the extension's tests under opcache" scripts/phpt.sh "$build" zend_extension=opcache opcache.enable_cli=1
step "the extension's tests under AddressSanitizer" scripts/asan.sh
step "the arginfo is that of the stub" arginfo
step "the prebuilt module has the name that PIE looks for, and loads" prebuilt
step "the extension compiles for a thread-safe PHP" thread_safe
step "Apache's PHP module: recycling children, graceful restarts" scripts/apache.sh
echo "$passed passed, $failed failed"
exit "$failed"
