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
  options=(build --quiet --release --locked --target "$WASM_TARGET" --manifest-path tests/bench/kernels/Cargo.toml)
  # beside the core, so that the standard library is not built again
  cargo_wasm "${options[@]}" --target-dir target/wasm
  cargo_wasm_relaxed "${options[@]}" --target-dir target/wasm-relaxed
  mkdir -p target/bench-kernels
  cp "target/wasm/$WASM_TARGET/release/kernels.wasm" target/bench-kernels/simd128.wasm
  cp "target/wasm-relaxed/$WASM_TARGET/release/kernels.wasm" target/bench-kernels/relaxed.wasm
fi
if wanted bm25 || wanted kernels; then npm_ci tests/bench/peers; fi
for program in "${programs[@]}"; do
  say "$program"
  node "$program"
done
