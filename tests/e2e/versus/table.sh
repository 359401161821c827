#!/bin/bash
# table.sh [PART] [RUNS.JSON]: bench/results/versus/runs.json as Markdown. PART is all (default), versus, prevention
# (what settings are worth under churn), variants (FragGuard with other files), or readme (README.md's table).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

part=${1:-all}
case $part in
  all | versus | prevention | variants | readme) ;;
  *) die "no part $part: there are all, versus, prevention, variants and readme" ;;
esac
jq -r --arg part "$part" -f "$HERE/table.jq" "${2:-$E2E_REPO/bench/results/versus/runs.json}"
