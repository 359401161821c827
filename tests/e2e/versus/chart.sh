#!/bin/bash
# chart.sh [RUNS.JSON [LINUX]]: bench/results/versus/runs.json as an SVG picture, one kernel (6.1).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

runs=${1:-$E2E_REPO/bench/results/versus/runs.json} linux=${2:-6.1}
# shellcheck disable=SC2016  # jq's variables.
rows='
  def median: sort | .[(length - 1) / 2 | floor];
  ["anon", "anon-rhel", "cache", "cache-rhel", "pipe", "pin", "calm", "calm-cache"] as $modes |
  {kernel: "kernel alone", script: "script", "script-1": "script, page cache", fragguard: "FragGuard"} as
    $names |
  ($names | keys_unsorted) as $order |
  map(select((.kernel | startswith($linux + ".")) and $names[.contender] and (.mode | IN($modes[])))) |
  group_by([.mode, .contender]) |
  sort_by([(.[0].mode as $mode | $modes | index($mode)), (.[0].contender as $one | $order | index($one))])[] |
  [.[0].mode, $names[.[0].contender], (map(.order4.permille) | median, min, max | . / 10),
    (map(.read_mb) | median)] | @tsv'
# shellcheck disable=SC2016  # jq's variables.
most=$(jq -r --arg linux "$linux" '[.[] | select((.kernel | startswith($linux + ".")) and
  (.contender | IN("kernel", "script", "script-1", "fragguard")) and (.mode | IN("churn", "load") | not))] |
  group_by([.mode, .contender]) | map(length) |
  if length == 0 then 1 elif min == max then max else "\(min) to \(max)" end' "$runs")
jq -r --arg linux "$linux" "$rows" "$runs" |
  awk -v title="Fifteen minutes in a host of 1 GB, Linux $linux" -v runs="$most" -f "$HERE/chart.awk"
