#!/usr/bin/env bash
# A day at a till, against a platform that this starts: what it prints, and what the platform's cards hold afterwards, must
# be data/expected.txt, whatever language the till is written in.
#   test.sh FOLDER COMMAND...      runs COMMAND FOLDER; KOPPEL_WRITE=1 writes the transcript instead
set -euo pipefail
data=$(dirname "$0")/data folder=$1
shift
mkdir -p "$folder"
coproc PLATFORM { exec python3 "$data/../platform.py"; }
read -r address <&"${PLATFORM[0]}"
sed -e "s|@FOLDER@|$folder|" -e "s|@ADDRESS@|$address|" "$data/koppel.json" >"$folder/koppel.json"
cp "$data/articles.csv" "$folder"
{
  "$@" "$folder" <"$data/typed.txt"
  curl -sS -X POST "http://$address/ledger"
} >"$folder/said.txt" 2>&1
if [ -n "${KOPPEL_WRITE:-}" ]; then cp "$folder/said.txt" "$data/expected.txt"; fi
diff "$data/expected.txt" "$folder/said.txt"
