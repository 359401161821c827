#!/bin/bash
# measure: what the shipped values of `what` and `settle` rest on. Page cache in pieces, with every path looked up
# before: what does each kind of drop win, and what does it cost? And how long does it take until what was won shows,
# with per-CPU lists as the kernel makes them and with short ones?
# guest: -i -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

readonly RESULTS=/results/measured.txt LISTS=/proc/sys/vm/percpu_pagelist_high_fraction

uptime_ms() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }
reclaimable_kib() { awk '/^SReclaimable:/ { print $2 }' /proc/meminfo; }
look_up_paths() { find / -xdev -printf '' 2>/dev/null; }
look_up_ms() {
  local began
  began=$(uptime_ms)
  look_up_paths
  echo $(($(uptime_ms) - began))
}

# tell KEY VALUE...: a line for people and for tables.
tell() { printf '%s\n' "$*" | tee -a "$RESULTS"; }

# shows_after MODE COMMAND...: fragments memory, runs the command, and takes the free blocks of order 4 every quarter of
# a second for ten seconds; sets `gain`, and `seen` to how much of it showed at once and how long nine tenths of it
# took.
shows_after() {
  local fragmented=$1 before last sample levels=() at
  fragment "$1"
  shift
  before=$(suitable 4)
  "$@"
  for ((sample = 0; sample < 40; sample++)); do
    levels+=("$(suitable 4)")
    sleep 0.25
  done
  last=$(suitable 4)
  snap "$fragmented-ten-seconds-later"
  release
  for ((at = 0; at < 40; at++)); do
    if [ $((levels[at] - before)) -ge $(((last - before) * 9 / 10)) ]; then break; fi
  done
  shows_ms=$((at * 250))
  gain=$((last - before))
  seen="gain=$gain at_once=$((levels[0] - before)) nine_tenths_ms=$shows_ms"
}

drop() { echo 1 >/proc/sys/vm/drop_caches; }
compact() { echo 1 >/proc/sys/vm/compact_memory; }
compact_then_short_lists() {
  compact
  sleep 1
  echo 1000 >"$LISTS"
}

install_fragguard
systemctl stop fragguard
echo 0 >/proc/sys/vm/compaction_proactiveness
shows_after cache drop
tell settle drop_caches "$seen"
need "drop_caches: nine tenths show within the settle time: $seen" between "$shows_ms" 0 5000
shows_after anon compact
tell settle compact_memory "$seen"
own_lists=$gain
if [ -e "$LISTS" ]; then
  shows_after anon compact_then_short_lists
  tell settle compact_memory+short_lists "$seen"
  need "what compaction has won shows with short lists: $gain blocks, $own_lists without" [ "$gain" -gt 3000 ]
  need "and within the settle time: $seen" between "$shows_ms" 0 5000
fi

calm
declare -A won look_up
for what in slab pagecache all; do
  fragment cache
  look_up_paths
  { rung drop_caches "what = \"$what\"" 'min_cache = "0B"'; } | write_config
  before=$(suitable 4) slab=$(reclaimable_kib)
  fragguard remedy drop_caches >/run/drop.txt
  cat /run/drop.txt
  won[$what]=$(($(suitable 4) - before))
  slab=$((slab - $(reclaimable_kib)))
  look_up[$what]=$(look_up_ms)
  release
  tell what "$what" "gain=${won[$what]} $(sed -n 's/.*done in \([0-9]*\) ms.*/took_ms=\1/p' /run/drop.txt)" \
    "slab_freed_kib=$slab next_look_up_ms=${look_up[$what]}"
done
need "page cache is what the gain comes from" [ "${won[pagecache]}" -gt $((won[slab] * 10)) ]
need "dropping all wins next to nothing more" [ "${won[all]}" -lt $((won[pagecache] * 11 / 10)) ]
need "dropping all makes the next look-ups dearer" [ "${look_up[all]}" -gt "${look_up[pagecache]}" ]
