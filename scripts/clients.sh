#!/usr/bin/env bash
# WooCommerce's own clients for Node and Python, unchanged, against the C ABI behind a tiny HTTP front: as a platform over
# signed http, and as whoever may write over http (signed) and https (keys). Deliveries are checked by public verifiers.
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

# Three fronts, each with two free ports behind its own, on which deliveries are listened for.
read -r http writable tls < <(node -e '
  const { createServer } = require("node:net");
  const free = (port) => new Promise((done) => {
    const server = createServer().once("error", () => done(false)).listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
  (async () => {
    const found = [];
    for (let port = 20000 + Math.floor(Math.random() * 20000); found.length < 3; port += 3) {
      if (await free(port) && await free(port + 1) && await free(port + 2)) found.push(port);
    }
    console.log(found.join(" "));
  })();')
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
front() { # name port mode...
  local log="$work/$1.log"
  shift
  python3 tests/clients/front.py target/debug/libkoppel.so "$@" >"$log" 2>&1 &
  for _ in $(seq 100); do grep -q ready "$log" && break; sleep 0.1; done
}
front http "$http"
front writable "$writable" writable
front tls "$tls" writable "$work/certificate.pem" "$work/key.pem"

export PYTHONPATH=$work/python NODE_EXTRA_CA_CERTS=$work/certificate.pem
cd "$work"
tests=../../tests/clients
failed=0
node $tests/run.mjs "$http" || failed=$((failed + 1))
python3 $tests/run.py "$http" || failed=$((failed + 1))
node $tests/round.mjs "http://127.0.0.1:$writable" $((writable + 1)) || failed=$((failed + 1))
node $tests/round.mjs "https://127.0.0.1:$tls" $((tls + 1)) || failed=$((failed + 1))
python3 $tests/round.py "http://127.0.0.1:$writable" $((writable + 2)) || failed=$((failed + 1))
python3 $tests/round.py "https://127.0.0.1:$tls" $((tls + 2)) || failed=$((failed + 1))
echo "$((6 - failed)) passed, $failed failed"
exit "$failed"
