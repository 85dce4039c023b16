#!/usr/bin/env bash
# Runs the benchmarks: programs in tests/bench, one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/wasm-toolchain.sh
find_wasm_toolchain
cargo_wasm build --quiet --release --locked --target "$WASM_TARGET" --target-dir target/bench \
  --manifest-path tests/bench/kernels/Cargo.toml
shopt -s nullglob
for program in tests/bench/*.mjs; do
  say "$program"
  node "$program"
done
