#!/usr/bin/env bash
# Hosted shops: the simulated systems (examples/hosted) by themselves.
set -euo pipefail
cd "$(dirname "$0")/.."

node --test examples/hosted/servers.test.mjs
