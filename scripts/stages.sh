#!/usr/bin/env bash
# Runs the stages of `make test` (or those named), each with its log in target/stages; prints a table, and last
# the line `N passed, N failed`. A stage that ends badly without having counted a failure counts as one.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=target/stages
mkdir -p "$logs"
passed=0 failed=0 table=()

# What the runners print: cargo, node, PHP's run-tests, and our own closing line.
count() { # log pattern...
  local log=$1 sum=0 pattern number
  shift
  for pattern in "$@"; do
    while read -r number; do sum=$((sum + number)); done < <(sed -nE "s/$pattern/\1/p" "$log")
  done
  echo "$sum"
}

stage() { # name command...
  local name=$1 log="$logs/${1// /-}.log" status=0 from=$SECONDS good bad
  shift
  printf '%-28s' "$name"
  "$@" >"$log" 2>&1 || status=$?
  good=$(count "$log" '^test result: .* ([0-9]+) passed;.*' '^# pass ([0-9]+)$' '^ℹ pass ([0-9]+)$' \
    '^Tests passed +: +([0-9]+) .*' '^([0-9]+) passed, [0-9]+ failed$')
  bad=$(count "$log" '^test result: .* ([0-9]+) failed;.*' '^# fail ([0-9]+)$' '^ℹ fail ([0-9]+)$' \
    '^Tests failed +: +([0-9]+) .*' '^[0-9]+ passed, ([0-9]+) failed$')
  [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  [ "$status" -eq 0 ] && [ "$good" -eq 0 ] && [ "$bad" -eq 0 ] && good=1
  passed=$((passed + good)) failed=$((failed + bad))
  printf '%5d passed %4d failed %5d s\n' "$good" "$bad" $((SECONDS - from))
  if [ "$bad" -gt 0 ]; then
    echo "--- the end of $log"
    tail -n 60 "$log"
    echo "---"
  fi
}

. scripts/stages.list

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
