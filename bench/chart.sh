#!/usr/bin/env bash
# chart.sh [FOOTPRINT.JSON]: draws results/peers.svg from a footprint, by default the newest that is committed or just
# made.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source=${1:-$(find "$BENCH/results" -name footprint.json -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)}
[ -s "$source" ] || die "there is no footprint.json under bench/results: run bench/run.sh --footprint"
awk -v machine="$(sed -n 's/^cpu: //p' "$(dirname "$source")/Versions.txt")" -f "$BENCH/footprint/chart.awk" "$source" \
  > "$BENCH/results/peers.svg"
say "drawn: bench/results/peers.svg"
