#!/bin/bash
# table.sh [KERNEL]: what the last run on that kernel (6.1) showed, as Markdown: every rung that was judged, with gain
# and cost; how low blocks of order 4 got in each scenario, for the choice of a floor; and what `measure` measured.
# Reads artifacts/e2e, runs nothing.
set -euo pipefail
E2E=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$E2E/lib.sh"
results=$E2E_REPO/artifacts/e2e/${1:-6.1}
[ -d "$results" ] || die "there are no results in $results: run tests/e2e/run.sh first"

# rungs SCENARIO EVENTS: a row for each rung that was judged, and for each end.
rungs() {
  jq -r --arg scenario "$1" '
    def row(what; outcome; blocks; cost): "| `\($scenario)` | \(what) | \(outcome) | \(blocks) | \(cost) |";
    if .event == "rung-finished" and .outcome != "skipped" then
      row(.remedy; .outcome; "\(.before) -> \(.after)";
        "\(.duration_ms) ms" + (if (.migrated_pages // "0") != "0" then ", \(.migrated_pages) pages moved" else "" end))
    elif .event == "ladder-exhausted" then
      row("-"; "exhausted"; "\(.after)";
        if .unmovable_permille then "\((.unmovable_permille | tonumber) / 10) % of pageblocks unmovable" else "" end)
    elif .event == "incident-closed" then
      row("-"; "closed, \(.reason)"; "\(.after)"; "\((.duration_ms | tonumber) / 1000 | floor) s open")
    else empty end' "$2"
}

# lowest SCENARIO TRACE: for each node the fewest blocks of order 4 in its largest zone, and for how many seconds a
# floor would have found too few of them.
lowest() {
  awk -v scenario="$1" '
    /^Node/ && ($4 == "DMA32" || $4 == "Normal") {
      blocks = 0
      for (order = 4; order <= NF - 5; order++) blocks += $(order + 5) * 2 ^ (order - 4)
      node = $2 + 0
      if (!seconds[node]++ || blocks < least[node]) least[node] = blocks
      for (floor = 16; floor <= 1024; floor *= 4) below[node, floor] += blocks < floor
    }
    END {
      for (node = 0; node in seconds; node++)
        printf "| `%s` | %d | %d | %d | %d | %d | %d | %d |\n", scenario, node, seconds[node], least[node],
          below[node, 16], below[node, 64], below[node, 256], below[node, 1024]
    }' "$2"
}

# each FUNCTION FILE: the function for every scenario that left such a file.
each() {
  local directory
  for directory in "$results"/*/; do
    if [ -s "$directory/results/$2" ]; then "$1" "$(basename "$directory")" "$directory/results/$2"; fi
  done
}

cat <<'HEAD'
| scenario | rung | outcome | blocks of order 4 | cost |
|---|---|---|---|---|
HEAD
each rungs events.jsonl
cat <<'HEAD'

| scenario | node | seconds | fewest blocks | below 16 | below 64 | below 256 | below 1024 |
|---|---:|---:|---:|---:|---:|---:|---:|
HEAD
each lowest buddyinfo.trace
if [ -s "$results/measure/results/measured.txt" ]; then
  printf '\n'
  sed 's/^/    /' "$results/measure/results/measured.txt"
fi
