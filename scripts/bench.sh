#!/usr/bin/env bash
# Runs the benchmarks: programs in tests/bench, one after the other, or only the one that CASE names.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/wasm-toolchain.sh

case=${CASE:-*}
programs=(tests/bench/$case.mjs)
[ -f "${programs[0]}" ] || fail "There is no bench $case: they are $(cd tests/bench && echo *.mjs | sed 's/\.mjs//g')."
wanted() { [[ " ${programs[*]} " == *" tests/bench/$1.mjs "* ]]; }

if wanted kernels; then
  find_wasm_toolchain
  cargo_wasm build --quiet --release --locked --target "$WASM_TARGET" --target-dir target/bench \
    --manifest-path tests/bench/kernels/Cargo.toml
fi
if wanted bm25 && ! cmp -s tests/bench/peers/package-lock.json tests/bench/peers/node_modules/.lock; then
  say 'npm ci: what weavelet is compared with'
  (cd tests/bench/peers && npm ci --no-audit --no-fund --loglevel=error </dev/null >&2)
  cp tests/bench/peers/package-lock.json tests/bench/peers/node_modules/.lock
fi
for program in "${programs[@]}"; do
  say "$program"
  node "$program"
done
