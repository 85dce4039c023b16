#!/usr/bin/env bash
# Makes www/data/pages, which is in git: pictures of pages, their tokens, boxes and vectors. Needs Debian 12, as root or not.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

command -v apt-get dpkg-deb >/dev/null || fail 'The pages are taken out of packages of Debian: apt-get and dpkg-deb are missing.'
work=target/pages
mkdir -p $work/debs

while read -r name version hash; do
  [ -d "$work/debs/$name" ] && continue
  say "pages: $name $version"
  (cd $work && apt-get download "$name=$version" >/dev/null) ||
    fail "$name $version is not to be had: scripts/pages/packages.txt names packages of Debian 12."
  deb=$(ls "$work/$name"_*.deb)
  echo "$hash  $deb" | sha256sum --check --quiet || fail "$deb is not the package that scripts/pages/packages.txt names."
  dpkg-deb -x "$deb" "$work/debs/$name"
  rm "$deb"
done <scripts/pages/packages.txt

say 'pages: pictures and text layers'
[ -x $work/venv/bin/python ] || python3 -m venv $work/venv
$work/venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary=:all: \
  -r scripts/pages/requirements.txt
$work/venv/bin/python -B scripts/pages/extract.py $work/debs $work/extracted

say 'pages: token vectors'
model=$(scripts/encoder.sh)
node scripts/pages/embed.mjs "$model" $work/extracted www/data/pages
