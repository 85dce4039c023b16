#!/usr/bin/env bash
# Prints the path of a Chromium for the tests; on Debian, as root, installs it when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name"; then return; fi
  done
  return 1
}

find_chromium && exit
if can_apt; then apt_install chromium fonts-noto-cjk || true; fi
find_chromium || fail 'The browser tests need Chromium: install it, or name one with CHROMIUM=/path/to/chromium.'
