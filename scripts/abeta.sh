#!/usr/bin/env bash
# A buyer's whole punch-out by way of the simulated Abeta, with the shops on Express and on PHP: over HTTP, then in a
# browser. Needs what `make build` makes.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/target/abeta
mkdir -p "$work"
[ -d "$work/node_modules/express" ] && [ -d "$work/node_modules/puppeteer-core" ] ||
  npm install --silent --no-audit --no-fund --prefix "$work" express@5.3.0 puppeteer-core@24.10.0
export EXAMPLE_MODULES=$work KOPPEL_PHP=${KOPPEL_PHP:-$PWD/target/release/php/modules/koppel.so}
node --test examples/abeta/test/punchout.test.mjs examples/abeta/test/browser.test.mjs
