#!/usr/bin/env bash
# WooCommerce's own clients for Node and Python, unchanged, against the C ABI behind a tiny HTTP front: as a platform over
# signed http, and as whoever may write over http (signed) and https (keys). Deliveries are checked by public verifiers.
# As a platform also against a shop on Express, and one on PHP's own server: by the addon and the extension.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/target/clients
mkdir -p "$work"
cargo build --quiet
[ -d "$work/node_modules/standardwebhooks" ] ||
  npm install --silent --no-audit --no-fund --prefix "$work" @woocommerce/woocommerce-rest-api@1.0.2 standardwebhooks@1.0.0
[ -d "$work/python/standardwebhooks" ] ||
  python3 -m pip install --quiet --disable-pip-version-check --no-warn-conflicts --root-user-action=ignore \
    --target "$work/python" woocommerce==3.0.0 standardwebhooks==1.0.1
[ -f "$work/key.pem" ] ||
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null

[ -d "$work/node_modules/express" ] ||
  npm install --silent --no-audit --no-fund --prefix "$work" express@4.21.2
addon=$(bindings/node/build.sh target/debug "$work/addon")
extension=$(bindings/php/build.sh target/debug)

# Five fronts, each with two free ports behind its own, on which deliveries are listened for.
read -r http writable tls express php < <(node -e '
  const { createServer } = require("node:net");
  const free = (port) => new Promise((done) => {
    const server = createServer().once("error", () => done(false)).listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
  (async () => {
    const found = [];
    for (let port = 20000 + Math.floor(Math.random() * 20000); found.length < 5; port += 3) {
      if (await free(port) && await free(port + 1) && await free(port + 2)) found.push(port);
    }
    console.log(found.join(" "));
  })();')
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
start() { # name command...
  local log="$work/$1.log"
  shift
  "$@" >"$log" 2>&1 &
  for _ in $(seq 100); do grep -qE 'ready|started' "$log" && break; sleep 0.1; done
}
front() { # name port mode...
  local name=$1
  shift
  start "$name" python3 tests/clients/front.py target/debug/libkoppel.so "$@"
}
front http "$http"
front writable "$writable" writable
front tls "$tls" writable "$work/certificate.pem" "$work/key.pem"
start express env KOPPEL_ADDON="$addon" node tests/clients/express.mjs "$work" "$express"
rm -rf "$work/php-shop"
export CLIENTS_STORE=$work/php-shop/shop.db CLIENTS_PORT=$php
php -d extension="$extension" tests/clients/front.php
start php php -d extension="$extension" -S "127.0.0.1:$php" tests/clients/front.php

export PYTHONPATH=$work/python NODE_EXTRA_CA_CERTS=$work/certificate.pem
cd "$work"
tests=../../tests/clients
failed=0
for port in "$http" "$express" "$php"; do
  node $tests/run.mjs "$port" || failed=$((failed + 1))
  python3 $tests/run.py "$port" || failed=$((failed + 1))
done
node $tests/round.mjs "http://127.0.0.1:$writable" $((writable + 1)) || failed=$((failed + 1))
node $tests/round.mjs "https://127.0.0.1:$tls" $((tls + 1)) || failed=$((failed + 1))
python3 $tests/round.py "http://127.0.0.1:$writable" $((writable + 2)) || failed=$((failed + 1))
python3 $tests/round.py "https://127.0.0.1:$tls" $((tls + 2)) || failed=$((failed + 1))
echo "$((10 - failed)) passed, $failed failed"
exit "$failed"
