#!/usr/bin/env bash
# Runs the benchmarks: programs in tests/bench, one after the other. CASE names one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/wasm-toolchain.sh
find_wasm_toolchain
OPTIONS=(build --quiet --release --locked --target "$WASM_TARGET" --manifest-path tests/bench/kernels/Cargo.toml)
# beside the core, so that the standard library is not built again
cargo_wasm "${OPTIONS[@]}" --target-dir target/wasm
cargo_wasm_relaxed "${OPTIONS[@]}" --target-dir target/wasm-relaxed
mkdir -p target/bench-kernels
cp "target/wasm/$WASM_TARGET/release/kernels.wasm" target/bench-kernels/simd128.wasm
cp "target/wasm-relaxed/$WASM_TARGET/release/kernels.wasm" target/bench-kernels/relaxed.wasm
shopt -s nullglob
for program in tests/bench/${CASE:-*}.mjs; do
  say "$program"
  node "$program"
done
