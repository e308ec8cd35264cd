#!/usr/bin/env bash
# Runs the stages of `make test`, each with its log in target/stages; prints a table, and last the line
# `N passed, N failed`. A stage that ends badly without having counted a failure counts as one. What hangs is ended when
# the whole has taken KOPPEL_TEST_SECONDS (an hour), and fails by its name.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=target/stages
mkdir -p "$logs"
passed=0 failed=0 besides=()
all=${KOPPEL_TEST_SECONDS:-3600}
# What was begun beside the others ends with this.
trap 'kill $(jobs -p) 2>/dev/null' EXIT

# What the runners print: cargo, node, PHP's run-tests, and our own closing line.
count() { # log pattern...
  local log=$1 sum=0 pattern number
  shift
  for pattern in "$@"; do
    while read -r number; do sum=$((sum + number)); done < <(sed -nE "s/$pattern/\1/p" "$log")
  done
  echo "$sum"
}

log_of() { # name
  echo "$logs/${1// /-}.log"
}

# Counts what a stage's log says, and prints what follows its name in the table.
row() { # name status seconds
  local log good bad
  log=$(log_of "$1")
  good=$(count "$log" '^test result: .* ([0-9]+) passed;.*' '^# pass ([0-9]+)$' '^ℹ pass ([0-9]+)$' \
    '^Tests passed +: +([0-9]+) .*' '^([0-9]+) passed, [0-9]+ failed$')
  bad=$(count "$log" '^test result: .* ([0-9]+) failed;.*' '^# fail ([0-9]+)$' '^ℹ fail ([0-9]+)$' \
    '^Tests failed +: +([0-9]+) .*' '^[0-9]+ passed, ([0-9]+) failed$')
  [ "$2" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  [ "$2" -eq 0 ] && [ "$good" -eq 0 ] && [ "$bad" -eq 0 ] && good=1
  passed=$((passed + good)) failed=$((failed + bad))
  printf '%5d passed %4d failed %5d s\n' "$good" "$bad" "$3"
  if [ "$bad" -gt 0 ]; then
    echo "--- the end of $log"
    tail -n 60 "$log"
    echo "---"
  fi
}

in_time() { # command...
  local left=$((all - SECONDS)) status=0
  timeout --foreground --kill-after=10 "$((left > 0 ? left : 1))" "$@" || status=$?
  [ "$status" -ne 124 ] || echo "It had not ended when all had taken $all s."
  return "$status"
}

stage() { # name command...
  local name=$1 status=0 from=$SECONDS
  shift
  printf '%-28s' "$name"
  in_time "$@" >"$(log_of "$name")" 2>&1 || status=$?
  row "$name" "$status" $((SECONDS - from))
}

# Like stage, but it runs beside the stages that follow, and has its row at the end.
beside() { # name command...
  local name=$1 ended=$logs/${1// /-}.ended
  shift
  rm -f "$ended"
  {
    status=0 from=$SECONDS
    in_time "$@" >"$(log_of "$name")" 2>&1 || status=$?
    echo "$status $((SECONDS - from))" >"$ended"
  } &
  besides+=("$name")
}

wait_for_besides() {
  local name status seconds
  wait
  for name in "${besides[@]}"; do
    read -r status seconds <"$logs/${name// /-}.ended" || { status=1 seconds=0; }
    printf '%-28s' "$name"
    row "$name" "$status" "$seconds"
  done
}

. scripts/stages.list
wait_for_besides

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
