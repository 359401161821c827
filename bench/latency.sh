#!/usr/bin/env bash
# latency.sh [ROUNDS]: how long it takes the guard to open an incident: from a record in the kernel log, while it sleeps
# its 15 seconds; and from a change of the free blocks, which it can only find at its next look.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ROUNDS=${1:-1000}
readonly TREE=$WORK/latency-tree LOOK=100ms

# split_from ORDER: the captured free blocks with every block of this order or a higher one split into smaller ones.
split_from() {
  awk -v from="$1" '/^Node/ {
    for (order = NF - 5; order >= from; order--) { $(order + 4) += 2 * $(order + 5); $(order + 5) = 0 }
    printf "%s %s %s %8s ", $1, $2, $3, $4
    for (i = 5; i <= NF; i++) printf "%6d ", $i
    print "" }' "$CAPTURE/proc/buddyinfo"
}

# prepare INTERVAL SHORT-ORDER: a tree to guard, in dry run.
prepare() {
  make_tree "$TREE" 3
  mkdir -p "$TREE/dev" "$TREE/etc" "$TREE/run/systemd/journal"
  mkfifo "$TREE/dev/kmsg"
  cp "$TREE/proc/buddyinfo" "$TREE/healthy"
  split_from "$2" > "$TREE/short"
  printf '%s\n' 'dry_run = true' '[sampling]' "interval = \"$1\"" "alert_interval = \"$LOOK\"" \
    '[[watch]]' 'name = "contiguous-64k"' 'order = 4' 'floor = 64' 'for = "0s"' \
    '[gates]' 'min_uptime = "0s"' > "$TREE/etc/fragguard.toml"
}

measure() {
  "$WORK/latency" "$1" "$ROUNDS" "$TREE" "$NATIVE" run --root "$TREE" --config "$TREE/etc/fragguard.toml"
}

# table JSON: one measure in words, with its histogram.
table() {
  awk -f "$BENCH/native/histogram.awk" <<< "$1"
}

need_native
compile latency "$BENCH/native/latency.c" "$BENCH/native/harness.c"
line=$(machine_line)
prepare 15s 9
say "$ROUNDS times from a kernel-log record to the incident"
from_log=$(measure kernel-log)
prepare "$LOOK" 4
say "$ROUNDS times from a change of the free blocks to the incident"
from_blocks=$(measure buddyinfo)

directory=$(results)
printf '[\n%s,\n%s\n]\n' "$from_log" "$from_blocks" > "$directory/latency.json"
{
  echo "# From the event to the incident"
  echo
  echo "$line."
  echo
  echo "## A page allocation failure in the kernel log"
  echo
  echo "The guard sleeps; the record wakes it; it reads the free blocks and opens the incident. Target: 5 ms at p99."
  echo
  table "$from_log"
  echo
  echo "## Free blocks run short, with a look every $LOOK"
  echo
  echo "The kernel does not tell of it: the guard finds it at its next look, on average after half of the interval."
  echo
  table "$from_blocks"
} | tee "$directory/latency.md"
