#!/usr/bin/env bash
# The accounting interface, judged by others: Spectral and its OWASP rules, schemathesis, an OAuth client in both flows, a generated
# client that reads a month, and the guide's requests as they are printed.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$PWD/target/accounting
mkdir -p "$work"
cargo build --quiet
KOPPEL_ADDON=$(bindings/node/build.sh target/debug "$work/addon")
export KOPPEL_ADDON
[ -d "$work/node_modules/openid-client" ] || npm install --silent --no-audit --no-fund --prefix "$work" \
  @stoplight/spectral-cli@6.16.3 @stoplight/spectral-owasp-ruleset@2.0.1 openid-client@6.8.9 \
  openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3
[ -d "$work/python/schemathesis" ] || python3 -m pip install --quiet --target "$work/python" schemathesis==4.32.5

port=$(node -e 's = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
rm -rf "$work/store"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
node examples/accounting/server.mjs --port "$port" --store "$work/store/books.db" --requests 1000000 >"$work/server.log" 2>&1 &
for _ in $(seq 300); do grep -q ready "$work/server.log" && break; sleep 0.1; done
SHOP=http://127.0.0.1:$port/koppel/v1
export SHOP

passed=0 failed=0
check() { # name command...
  local name=$1
  shift
  if "$@" >"$work/${name// /-}.log" 2>&1; then
    echo "ok $name"; passed=$((passed + 1))
  else
    echo "not ok $name"; tail -n 40 "$work/${name// /-}.log"; failed=$((failed + 1))
  fi
}

token() {
  curl -sS -u books:example-secret-0123456789 -d grant_type=client_credentials "$SHOP/oauth/token" |
    node -p 'JSON.parse(require("fs").readFileSync(0)).access_token'
}
lint() {
  # The document as a shop with https has it: a test host on loopback has none.
  curl -sS "$SHOP/openapi.json" | sed "s|http://127.0.0.1:$port|https://shop.example|g" >"$work/openapi.json"
  cp tests/accounting/spectral.yaml "$work/spectral.yaml"
  (cd "$work" && node_modules/.bin/spectral lint --fail-severity error --ruleset spectral.yaml openapi.json)
}
properties() {
  cp tests/accounting/schemathesis.toml "$work/schemathesis.toml"
  (cd "$work" && PYTHONPATH=$work/python python3 -m schemathesis.cli --config-file schemathesis.toml run "$SHOP/openapi.json" \
    --seed 20261122 --header "Authorization: Bearer $(token)")
}
generated() {
  (cd "$work" && node_modules/.bin/openapi-typescript openapi.json --output shop.d.ts)
  cp tests/accounting/month.mts "$work/month.mts"
  cp examples/accounting/seed.mjs "$work/seed.mjs"
  (cd "$work" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck --allowJs --checkJs false --module nodenext --moduleResolution nodenext \
    --target es2022 month.mts && node_modules/.bin/tsc --skipLibCheck --module nodenext --moduleResolution nodenext --target es2022 \
    --allowJs --outDir built month.mts && cp seed.mjs built/ && node built/month.mjs "$(token)")
}
oauth() { cp tests/accounting/oauth.mjs "$work/oauth.mjs"; (cd "$work" && node oauth.mjs); }
guide() { node tests/accounting/guide.mjs docs/accounting.md; }

check "spectral" lint
check "oauth clients" oauth
check "generated client reads a month" generated
check "guide as printed" guide
check "schemathesis" properties
echo "$passed passed, $failed failed"
exit "$failed"
