#!/usr/bin/env bash
# Runs the benchmarks: programs in tests/bench, one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
shopt -s nullglob
for program in tests/bench/*.mjs; do
  say "$program"
  node "$program"
done
