#!/usr/bin/env bash
# Format, lints, types and dependency rules. Runs all of them, says which failed, ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_node
need_modules && need_suite_modules && npm_ci www || exit 1

passed=0 failed=0
run() {
  local name=$1; shift
  say "check: $name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAIL %s\n' "$name" >&2; fi
}
types() {
  local project
  for project in pkg/tsconfig.json tests/tsconfig.json www/tsconfig.json www/tsconfig.worker.json; do
    node node_modules/typescript/bin/tsc -p "$project" || return 1
  done
}
# The declarations that the build makes are an input of the types.
[ -f pkg/dist/.stamp ] || scripts/build.sh || exit 1

command -v cargo-fmt cargo-clippy >/dev/null ||
  fail 'The Rust checks need rustfmt and clippy: run `rustup component add rustfmt clippy` and try again.'

format() { cargo fmt --check && cargo fmt --check --manifest-path xtask/Cargo.toml; }
run 'cargo fmt' format
run 'clippy' cargo clippy --quiet --locked --all-targets --target-dir target/native -- -D warnings
run 'biome' node node_modules/@biomejs/biome/bin/biome ci --error-on-warnings --colors=off
run 'types' types
run 'dependency rules' node scripts/check-deps.mjs
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
