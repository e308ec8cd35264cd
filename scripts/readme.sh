#!/usr/bin/env bash
# Runs the README's three programs by the commands that it prints: each must say that 14.00 is left to pay.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD work=target/readme
rm -rf "$work"
mkdir -p "$work"
block() { # language [nth]: that block of the language
  awk -v fence="\`\`\`$1" -v nth="${2:-1}" '$0 == fence && ++seen == nth { inside = 1; next } /^```/ { inside = 0 } inside' README.md
}
block php >"$work/split.php"
block js >"$work/split.mjs"
block c >"$work/split.c"
block sh 2 >"$work/commands"
gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$work/split.c"
cd "$work"
ln -s "$root/bindings" "$root/include" "$root/target" .

failed=0 nth=0
wanted=($'card-7 25.00\nideal 14.00' $'card-7 25.00\nideal 14.00' 'by iDEAL: 1400 cents')
echo "{}" >package.json # so that npm looks no further up
export npm_config_offline=true npm_config_loglevel=silent npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
while read -r command; do
  said=$(bash -euc "$command" </dev/null | grep -v '^$') || said="$said (failed)"
  if [ "$said" = "${wanted[nth]}" ]; then echo "ok $command"; else echo "not ok $command: $said"; failed=$((failed + 1)); fi
  nth=$((nth + 1))
done <commands
[ "$nth" -eq 3 ] || { echo "not ok: the README has $nth commands"; failed=$((failed + 1)); }
echo "$((3 - failed)) passed, $failed failed"
exit "$failed"
