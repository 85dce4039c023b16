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

say 'core: cargo build for wasm32'
cargo_wasm build --release --locked --target "$WASM_TARGET" --target-dir target/wasm
say 'core: cargo build for wasm32 with relaxed SIMD'
cargo_wasm_relaxed build --release --locked --target "$WASM_TARGET" --target-dir target/wasm-relaxed

# Two modules for the same bindings: one runs in every engine, the other one where relaxed SIMD is fast.
CORES=(target/wasm target/wasm-relaxed)
stale() {
  local core
  for core in "${CORES[@]}" ; do
    [ "$core/$WASM_TARGET/release/weavelet.wasm" -nt pkg/wasm/weavelet.js ] && return 0
  done
  [ ! -f pkg/wasm/weavelet_relaxed.wasm ] || [ xtask/Cargo.lock -nt pkg/wasm/weavelet.js ]
}

if stale; then
  say 'bindings: wasm-bindgen, wasm-opt'
  CARGO=$(command -v cargo || echo /usr/bin/cargo)
  rm -rf pkg/wasm.new
  for core in "${CORES[@]}"; do
    out=pkg/wasm.new/${core#target/}
    "$CARGO" run --quiet --release --locked --manifest-path xtask/Cargo.toml --target-dir xtask/target -- \
      "$core/$WASM_TARGET/release/weavelet.wasm" "$out"
    # A function with one caller stays by itself unless it is small: else all requests become one function of 80 KB,
    # which is compiled whole before the first one is answered.
    node pkg/node_modules/binaryen/bin/wasm-opt -O3 --one-caller-inline-max-function-size=200 \
      --strip-debug --strip-producers \
      --enable-simd --enable-relaxed-simd --enable-bulk-memory --enable-bulk-memory-opt \
      --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types \
      --enable-multivalue --enable-call-indirect-overlong \
      "$out/weavelet_bg.wasm" -o "$out/weavelet_bg.wasm"
  done
  cmp pkg/wasm.new/wasm/weavelet.js pkg/wasm.new/wasm-relaxed/weavelet.js ||
    fail 'The bindings of the two modules differ: they must be built from the same source.'
  rm -rf pkg/wasm
  mv pkg/wasm.new/wasm pkg/wasm
  mv pkg/wasm.new/wasm-relaxed/weavelet_bg.wasm pkg/wasm/weavelet_relaxed.wasm
  rm -rf pkg/wasm.new
fi

node scripts/simd-probe.mjs
node scripts/build-js.mjs
