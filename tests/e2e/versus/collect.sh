#!/bin/bash
# collect.sh: makes the committed results of what versus.sh has run: bench/results/versus/runs.json, an array with one
# run a line, and of that table.md, versus.svg and the table in README.md between its two marks. Runs that are in
# runs.json and not under artifacts/versus stay in it; those of the same kernel, situation, contender, length and number
# are replaced.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

results=$E2E_REPO/bench/results/versus
mkdir -p "$results"
[ -s "$results/runs.json" ] || echo '[]' >"$results/runs.json"
find "$E2E_REPO/artifacts/versus" -mindepth 5 -maxdepth 5 -name figures.json -print0 2>/dev/null | sort -z |
  xargs -0 -r cat >"$results/new"
jq -s -r '
  .[0] + .[1:] | group_by([.kernel, .mode, .contender, .seconds, .run]) | map(.[-1]) |
  "[", (.[:-1][] | tojson + ","), (.[-1] // empty | tojson), "]"' \
  <(jq -c . "$results/runs.json") "$results/new" >"$results/runs.json.new"
rm "$results/new"
mv "$results/runs.json.new" "$results/runs.json"
"$HERE/table.sh" >"$results/table.md"
"$HERE/chart.sh" >"$results/versus.svg"
{
  sed '/<!-- versus -->/q' "$E2E_REPO/README.md"
  "$HERE/table.sh" readme
  sed -n '/<!-- end of versus -->/,$p' "$E2E_REPO/README.md"
} >"$E2E_REPO/README.md.new"
mv "$E2E_REPO/README.md.new" "$E2E_REPO/README.md"
say "$(jq length "$results/runs.json") runs in ${results#"$E2E_REPO/"}"
