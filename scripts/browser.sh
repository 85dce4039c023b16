#!/usr/bin/env bash
# Prints the path of a browser for the tests; on Debian, as root, installs it when there is none.
#   scripts/browser.sh [chromium|firefox|webkit]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

engine=${1:-chromium}
case $engine in
  chromium)
    names=("${CHROMIUM:-}" chromium chromium-browser google-chrome)
    packages=(chromium fonts-noto-cjk)
    ;;
  firefox)
    names=("${FIREFOX:-}" firefox-esr firefox)
    packages=(firefox-esr fonts-noto-cjk)
    ;;
  webkit)
    # The small browser that comes with WebKitGTK's driver; it needs a screen, which Xvfb pretends to be.
    names=("${WEBKIT:-}" /usr/lib/*/webkit2gtk-4.1/MiniBrowser)
    packages=(webkit2gtk-driver xvfb xauth fonts-noto-cjk)
    ;;
  *) fail "no browser is called $engine: chromium, firefox, webkit" ;;
esac

find_browser() {
  local name
  for name in "${names[@]}"; do
    if [ -n "$name" ] && command -v "$name"; then return; fi
  done
  return 1
}

find_whole() {
  if [ "$engine" = webkit ]; then command -v xvfb-run >/dev/null || return 1; fi
  find_browser
}

find_whole && exit
if can_apt; then
  apt_install "${packages[@]}" || true
  # The pattern of its path matched nothing before.
  [ "$engine" != webkit ] || names+=(/usr/lib/*/webkit2gtk-4.1/MiniBrowser)
fi
find_whole ||
  fail "These tests need the browser $engine: install it, name it with ${engine^^}=/path/to/it, or leave it out of BROWSERS."
