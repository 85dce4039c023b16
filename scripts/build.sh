#!/usr/bin/env bash
# Builds pkg/: the core to WebAssembly, its bindings, the JavaScript bundles and the types.
# A second run does only what changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/wasm-toolchain.sh

need_node
need_modules
find_wasm_toolchain

CORE=target/wasm/$WASM_TARGET/release/weavelet.wasm
BINDINGS=pkg/wasm/weavelet_bg.wasm

say 'core: cargo build for wasm32'
cargo_wasm build --release --locked --target "$WASM_TARGET" --target-dir target/wasm

if [ ! -f "$BINDINGS" ] || [ "$CORE" -nt "$BINDINGS" ] || [ xtask/Cargo.lock -nt "$BINDINGS" ]; then
  say 'bindings: wasm-bindgen, wasm-opt'
  CARGO=$(command -v cargo || echo /usr/bin/cargo)
  "$CARGO" run --quiet --release --locked --manifest-path xtask/Cargo.toml --target-dir xtask/target -- "$CORE" pkg/wasm.new
  node pkg/node_modules/binaryen/bin/wasm-opt -O3 --strip-debug --strip-producers \
    --enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue --enable-call-indirect-overlong \
    pkg/wasm.new/weavelet_bg.wasm -o pkg/wasm.new/weavelet_bg.wasm
  rm -rf pkg/wasm
  mv pkg/wasm.new pkg/wasm
fi

node scripts/build-js.mjs
