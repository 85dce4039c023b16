# Finds a Rust toolchain for wasm32-unknown-unknown and defines `cargo_wasm`, which runs its cargo. To be sourced.
# A toolchain that has the target is used as it is. On Debian the distribution's compiler for the web builds the
# standard library itself. Nothing here calls rustup or downloads a toolchain.

WASM_TARGET=wasm32-unknown-unknown
DEBIAN_RUST=(rustc-web cargo-web rust-web-src lld-22)

has_wasm_target() {
  command -v cargo >/dev/null && command -v rustc >/dev/null || return 1
  local libdir; libdir=$(rustc --print target-libdir --target "$WASM_TARGET" 2>/dev/null) || return 1
  compgen -G "$libdir/libstd-*.rlib" >/dev/null
}

has_debian_rust() {
  command -v dpkg-query >/dev/null &&
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}\n' "${DEBIAN_RUST[@]}" 2>/dev/null | grep -c '^ii')" = ${#DEBIAN_RUST[@]} ]
}

# Paths of this machine must not end up in the binary. Flags are fixed: other ones would rebuild everything.
# LLVM's loop strength reduction rewrites pointers into sums that no address can hold: without it the inner loops of
# MaxSim have a fifth fewer instructions. Functions that are not marked `#[inline]` become part of their callers only
# while they are small (LLVM's own limit is 275): the module has a twelfth fewer bytes on the wire.
wasm_rustflags() {
  local sysroot=$1
  local flags=(-C target-feature=+simd128 -C llvm-args=-disable-lsr -C llvm-args=-inline-threshold=40
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    "--remap-path-prefix=$(pwd -P)=/weavelet"
    "--remap-path-prefix=$sysroot=/rust" --remap-path-prefix=/usr/src=/rust)
  local IFS=$'\x1f'
  printf '%s' "${flags[*]}"
}

# Runs cargo for engines with relaxed SIMD. Give it a target folder of its own.
cargo_wasm_relaxed() {
  local fixed=$WASM_FLAGS
  WASM_FLAGS+=$'\x1f-C\x1ftarget-feature=+relaxed-simd'
  cargo_wasm "$@"
  WASM_FLAGS=$fixed
}

find_wasm_toolchain() {
  if has_wasm_target; then
    local flags; flags=$(wasm_rustflags "$(rustc --print sysroot)")
    cargo_wasm() { CARGO_ENCODED_RUSTFLAGS=$WASM_FLAGS cargo "$@"; }
    WASM_FLAGS=$flags
    return
  fi
  if ! has_debian_rust && can_apt; then apt_install "${DEBIAN_RUST[@]}" || true; fi
  if has_debian_rust; then
    WASM_FLAGS=$(wasm_rustflags "$(PATH=/usr/bin:/bin rustc --print sysroot)")
    cargo_wasm() {
      PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22 \
        CARGO_ENCODED_RUSTFLAGS=$WASM_FLAGS /usr/bin/cargo -Zbuild-std=std,panic_abort "$@"
    }
    return
  fi
  if command -v rustup >/dev/null; then
    fail 'The WebAssembly target of Rust is missing: run `rustup target add wasm32-unknown-unknown` and try again.'
  fi
  fail 'No Rust compiler for WebAssembly: install Rust from https://rustup.rs, run `rustup target add wasm32-unknown-unknown` and try again.'
}
