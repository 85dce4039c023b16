#!/usr/bin/env bash
# Makes the reference of every export, in target/api, from the comments in the source.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_node
need_modules
npm_ci scripts/api
say 'api: typedoc'
node scripts/api/node_modules/typedoc/bin/typedoc --options scripts/api/typedoc.json
say 'api: target/api/index.html'
