#!/bin/bash
# reserve-nodes: two NUMA nodes, and 64 MiB are held on each: without mbind(2) as far as the CPU that asks lets it, and
# with the drop-in's line from the node itself. When node 1 alone breaks up, the rung lets go there, and what node 0
# holds stays.
# guest: -c 2 -m 1280 -n 2 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/reserve.sh
. /payload/lib/reserve.sh

readonly FLOOR=1000
since=0
# held_on NODE: bytes that the journal says are held there, since the last start.
held_on() { event reserve-held ".node == \"$1\" and .mono > $since" | field reserve_bytes; }
held() { [ "$(held_on "$1")" = "$SIZE" ]; }
held_both() { held 0 && held 1; }
# pages_on NODE: MB of the holders' huge pages that lie there. Of each process the mapping that holds them is counted.
mb_on() {
  local pid
  for pid in $(holders); do
    awk -v want="N$1=" '/anon=/ && /kernelpagesize_kB=4/ {
      for (i = 1; i <= NF; i++) if (index($i, want) == 1) sum += substr($i, length(want) + 1)
    } END { print sum + 0 }' "/proc/$pid/numa_maps"
  done | awk '{ sum += $1 } END { print int(sum / 256) }'
}

calm
echo 0 >/proc/sys/kernel/numa_balancing 2>/dev/null
install_fragguard
guard=$(command -v fragguard || echo /payload/product/fragguard)
no_restart
allow_reserve
printf '[Service]\nMemoryMax=300M\n' >"$DROP_INS/two-nodes.conf"
systemctl daemon-reload

say "without mbind"
reserve_config "$FLOOR" 10m | write_config
need "check --system says so" bash -c "'$guard' check --system | grep -q 'mbind(2) *not allowed'"
start_fragguard
elsewhere() { journalctl --no-pager -q -b -u fragguard -o cat | grep -q 'memory comes from another node'; }
settled() { held_both || elsewhere; }
require "it is held on both, or told that it is not" wait_until 120 settled
say "held without mbind: node 0 $(held_on 0) bytes ($(mb_on 0) MB), node 1 $(held_on 1) bytes ($(mb_on 1) MB)"
need "stop" systemctl stop fragguard
need "nothing is held" no_holder

say "with mbind"
printf '[Service]\nSystemCallFilter=mbind\n' >"$DROP_INS/mbind.conf"
systemctl daemon-reload
need "check --system sees it" bash -c "'$guard' check --system | grep -q 'mbind(2) *allowed'"
since=$(awk '{ printf "%d", $1 * 1000000 }' /proc/uptime)
effort >/run/effort.before
start_fragguard
require "it is held on both" wait_until 120 held_both
effort >/run/effort.after
need "by one holder a node: $(holders | wc -l)" [ "$(holders | wc -l)" = 2 ]
need "pages on node 0: $(mb_on 0) MB" between "$(mb_on 0)" 64 80
need "pages on node 1: $(mb_on 1) MB" between "$(mb_on 1)" 64 80
need "nothing was reclaimed or moved for it: $(diff /run/effort.before /run/effort.after | paste -sd ' ')" \
  cmp -s /run/effort.before /run/effort.after

say "node 1 breaks up"
fragment pipe -N 1
require "node 1 is short of blocks: $(suitable 4 1)" [ "$(suitable 4 1)" -lt "$FLOOR" ]
require "node 0 is not: $(suitable 4 0)" suitable_at_least "$FLOOR" 4 0
moved=$(vmstat_of pgmigrate_success)
reserve_config "$FLOOR" 0s | write_config
need "reload" systemctl reload fragguard
require "an incident opens" wait_event 60 incident-opened
require "and is healed by the rung" wait_event 60 incident-closed
show_events
need "it names node 1" [ "$(event incident-opened | field node)" = 1 ]
need "the rung recovered" event_seen rung-finished '.remedy == "release_reserve" and .outcome == "recovered"'
need "node 1 has blocks: $(suitable 4 1)" suitable_at_least "$FLOOR" 4 1
need "nothing was moved: pgmigrate_success +$(($(vmstat_of pgmigrate_success) - moved))" \
  [ "$(vmstat_of pgmigrate_success)" = "$moved" ]
need "node 0 keeps what it holds: $(mb_on 0) MB" between "$(mb_on 0)" 64 80
need "node 1 holds nothing: $(mb_on 1) MB" [ "$(mb_on 1)" -le 8 ]
need "status says both" bash -c "'$guard' status | grep 'reserve:' | grep -q 'node 0: 64 MiB'"
need "the service never fell" still_up
