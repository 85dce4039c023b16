#!/usr/bin/env bash
# Builds the page into www/dist: its program, the index file of its passages, and what the encoder runs on.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_node
npm_ci www
say 'page: vite build'
rm -rf www/dist
(cd www && node node_modules/vite/bin/vite.js build)
