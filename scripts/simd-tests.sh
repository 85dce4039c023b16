#!/usr/bin/env bash
# Builds the tests of src/simd for WebAssembly, once per instruction set: target/simd-tests/{simd128,relaxed}.wasm.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/wasm-toolchain.sh
find_wasm_toolchain
OPTIONS=(build --quiet --release --locked --target "$WASM_TARGET" --manifest-path tests/simd/oracle/Cargo.toml)
# beside the core, so that the standard library is not built again
say 'tests of the kernels: cargo build for wasm32'
cargo_wasm "${OPTIONS[@]}" --target-dir target/wasm
cargo_wasm_relaxed "${OPTIONS[@]}" --target-dir target/wasm-relaxed
mkdir -p target/simd-tests
cp "target/wasm/$WASM_TARGET/release/oracle.wasm" target/simd-tests/simd128.wasm
cp "target/wasm-relaxed/$WASM_TARGET/release/oracle.wasm" target/simd-tests/relaxed.wasm
