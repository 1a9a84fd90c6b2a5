#!/bin/sh
# Installs OpenFisca-core into a scratch environment and compares it with jiangnan on the same orders.
# Use: bench/peers/openfisca/run.sh [ORDERS]; needs python3 with venv, and a release build of jiangnan.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
program=${JIANGNAN:-$root/target/release/jiangnan}
[ -x "$program" ] || { echo "there is no $program: run cargo build --release" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" --quiet install "openfisca-core==46.0.1"
"$scratch/venv/bin/python" "$here/compare.py" --program "$program" --scratch "$scratch" --orders "${1:-1000000}"
