# Shared by the scripts here: progress, refusal, packages from apt. To be sourced.

# Prints one line of progress.
say() { printf '\033[2m› %s\033[0m\n' "$*" >&2; }

# Says in one sentence what is wrong and what to do, and stops.
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Whether apt-get can install packages here: Debian or a relative, as root.
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Installs Debian packages; refreshes the package lists only when the first try fails.
apt_install() {
  say "apt-get install $*"
  local log; log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null >"$log" 2>&1; then
    apt-get update </dev/null >"$log" 2>&1 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null >>"$log" 2>&1 ||
      { tail -5 "$log" >&2; rm -f "$log"; return 1; }
  fi
  rm -f "$log"
}

# Node 20 or later is the one thing that nothing here can install.
need_node() {
  command -v node >/dev/null || fail 'Node.js is missing: install version 20 or later from https://nodejs.org.'
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    fail "Node.js $(node --version) is too old: install version 20 or later from https://nodejs.org."
}

# Installs what a folder's lock file names, when that changed.
npm_ci() {
  local stamp=$1/node_modules/.weavelet-lock
  if ! cmp -s "$1/package-lock.json" "$stamp"; then
    say "npm ci in $1"
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error </dev/null >&2)
    cp "$1/package-lock.json" "$stamp"
  fi
}

# Installs the development dependencies, and links them where tests look for them.
need_modules() {
  npm_ci pkg
  # The tests and the page import the package by its name, and its tools from beside pkg/.
  ln -sfn ../ pkg/node_modules/weavelet
  ln -sfn pkg/node_modules node_modules
}

# Installs the frameworks that some suites try the package in.
need_suite_modules() {
  local suite
  for suite in tests/*/package-lock.json; do npm_ci "$(dirname "$suite")"; done
}
