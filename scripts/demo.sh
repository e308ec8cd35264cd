#!/usr/bin/env bash
# The main job, end to end: three shops (C, PHP, Node) are coupled to City Butler and to Winst uit je woning, and each
# platform runs its 25 ways against them, and against a Magento shop with the module; then the shops test themselves, and so
# does one that keeps its own API. Everything listens on loopback only and ends with this script.
set -euo pipefail
cd "$(dirname "$0")/.."

work=target/demo
rm -rf "$work"
mkdir -p "$work"
read -r x y z w m form_shop city winst < <(node -e '
  const { createServer } = require("node:net");
  const listening = () => new Promise((done) => { const s = createServer().listen(0, "127.0.0.1", () => done(s)); });
  Promise.all(Array.from({ length: 8 }, listening)).then((servers) => {
    console.log(servers.map((server) => server.address().port).join(" "));
    servers.forEach((server) => server.close());
  });')
city_url=http://127.0.0.1:$city winst_url=http://127.0.0.1:$winst
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true' EXIT

arguments() { # supplier port data
  echo --supplier "$1" --port "$2" --data "$3" --store "$work/$1/koppel/shop.db" \
    --platform-city-butler "$city_url" --platform-winst "$winst_url"
}
for supplier in x y z w m; do mkdir -p "$work/$supplier"; done

# shellcheck disable=SC2046
target/examples/shop-c $(arguments x "$x" examples/data/woocommerce-products.json) >"$work/x.log" 2>&1 &

export SHOP_SUPPLIER=y SHOP_PORT=$y SHOP_STORE=$work/y/koppel/shop.db SHOP_BOOK=$work/y/book.db \
  SHOP_DATA=examples/data/woocommerce-products.json SHOP_CITY_BUTLER=$city_url SHOP_WINST=$winst_url
php=(php -d extension="$PWD/${KOPPEL_BUILD:-target/release}/php/modules/koppel.so")
"${php[@]}" examples/shop-php/index.php >"$work/y.log" 2>&1
"${php[@]}" -S "127.0.0.1:$y" examples/shop-php/index.php >>"$work/y.log" 2>&1 &

# shellcheck disable=SC2046
node examples/shop-node/server.mjs $(arguments z "$z" examples/data/shopify-products.json) >"$work/z.log" 2>&1 &

# shellcheck disable=SC2046
node examples/shop-own-api/server.mjs $(arguments w "$w" examples/data/woocommerce-products.json) >"$work/w.log" 2>&1 &

# A Magento shop with the module of examples/magento, over stand-ins for Magento's classes.
"${php[@]}" examples/shop-magento/server.php "$m" m examples/data/woocommerce-products.json "$work/m" "127.0.0.1:$city" \
  >"$work/m.log" 2>&1 &

for port in "$x" "$y" "$z" "$w" "$m"; do
  for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue 2; fi
    sleep 0.1
  done
  echo "a shop does not listen; see $work/*.log" >&2
  exit 1
done

platform=target/platform/debug/platform
shops=(--shop "x=http://127.0.0.1:$x" --shop "y=http://127.0.0.1:$y" --shop "z=http://127.0.0.1:$z")
failed=0
"$platform" --profile city-butler --listen "127.0.0.1:$city" "${shops[@]}" --result "$work/city-butler.json" \
  --report none "$@" || failed=1
"$platform" --profile winst-uit-je-woning --listen "127.0.0.1:$winst" "${shops[@]}" --result "$work/winst.json" \
  --report none "$@" || failed=1
node examples/cash/check.mjs "$work/city-butler.json" "$work/winst.json" || failed=1
# The other topology's second shop: all that one shop can be asked goes to Magento, and it is one of several suppliers.
"$platform" --profile city-butler --listen "127.0.0.1:$city" --shop "m=http://127.0.0.1:$m" "${shops[@]:0:4}" --at m \
  --result "$work/magento.json" --report none "$@" | sed "s/^/magento: /" || failed=1
"$platform" report --result "$work/city-butler.json" --result "$work/winst.json" --out integration-test.html || failed=1
# Any shop tests itself: every call of the platform one by one and a way of each case at the three, and all ways at the
# one that keeps its own API, with koppel beside it.
test_itself() { # report ways shop...
  local report=$1 ways=$2 arguments=() supplier port
  shift 2
  for supplier in "$@"; do
    port=${!supplier}
    arguments+=(--shop "http://127.0.0.1:$port" --name "$supplier" --test-token "test-token-$supplier"
      --key "ck_${supplier}_city-butler" --secret "cs_${supplier}_city-butler_0123456789abcdef"
      --platform-key "shop-$supplier" --platform-secret "secret-$supplier-city-butler-0123456789abcdef")
  done
  # shellcheck disable=SC2086
  target/platform/debug/koppel-selftest --listen "127.0.0.1:$city" "${arguments[@]}" $ways --report "$report" \
    --result "$work/selftest-$1.json" || failed=1
}
test_itself "$work/selftest.html" "--way 1a,2a,3a,4a" x y z
test_itself selftest.html "" w
node examples/cash/check.mjs "$work/selftest-w.json" || failed=1

# The other forms in which a platform may speak, each played against a shop whose profile says so.
play_form() { # form ways
  local form=$1 ways=$2 shop
  mkdir -p "$work/$form"
  # shellcheck disable=SC2046
  node examples/shop-node/server.mjs --form "$form" $(arguments z "$form_shop" examples/data/shopify-products.json) \
    --store "$work/$form/koppel/shop.db" >"$work/$form.log" 2>&1 &
  shop=$!
  "$platform" --profile city-butler --form "$form" --listen "127.0.0.1:$city" --shop "z=http://127.0.0.1:$form_shop" \
    --way "$ways" --report none --result "$work/$form.json" | sed "s/^/$form: /" || failed=1
  # The desk pays out what the shop is to pay back, and not a cent that a card paid.
  case $form in ideal-by-shop | per-voucher | one-tender) node examples/cash/check.mjs "$work/$form.json" || failed=1 ;; esac
  kill "$shop"
  wait "$shop" 2>/dev/null || true
}
for form in per-line one-tender own-members ideal-by-shop per-voucher; do play_form "$form" 2c,4b,4d; done
play_form refund-requested 4b,4d
play_form no-identity 1a,1f,2c,4a,4b,4d,4f
# What the platform refunds itself it has credited: so the profiles of all three shops have it.
"$platform" --profile city-butler --form refund-credited --listen "127.0.0.1:$city" "${shops[@]}" --way 4a,4b,4c \
  --report none --result "$work/refund-credited.json" | sed "s/^/refund-credited: /" || failed=1

# A shop in production does not start with its test routes.
make --silent -C examples/shop-c KOPPEL="$PWD/${KOPPEL_BUILD:-target/release}" OUT="$PWD/$work/production" CFLAGS='-DSHOP_ENVIRONMENT=\"production\"'
# shellcheck disable=SC2046
timeout 10 "$work/production/shop-c" $(arguments p "$form_shop" examples/data/woocommerce-products.json) \
  2>"$work/production.log" || true
grep --silent "never in production" "$work/production.log" || failed=1

# Cards at a shop's own checkout: held before iDEAL starts, taken when it is paid, free again when it fails.
"$platform" --profile city-butler --listen "127.0.0.1:$city" --serve --cards 50.00,25.00 >"$work/cards.log" 2>&1 &
for _ in $(seq 100); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$city") 2>/dev/null; then break; fi
  sleep 0.1
done
mkdir -p "$work/checkout"
node examples/checkout/check.mjs "$city_url" "$work/checkout/koppel" || failed=1
exit $failed
