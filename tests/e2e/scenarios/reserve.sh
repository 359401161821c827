#!/bin/bash
# reserve: 64 MiB in huge pages, taken in calm without reclaim or compaction, let go when half of memory is unmovable:
# usable within a second, and nothing is moved. It is taken again only in calm; kill -9 of guard or holder leaves none.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/reserve.sh
. /payload/lib/reserve.sh

readonly FLOOR=256

config() { reserve_config "$FLOOR" "$1"; }
locked_kib() { awk '/^VmLck:/ { print $2 }' "/proc/$(holders)/status"; }
# huge_kib: its heap may be a huge page, too, where the kernel makes them for everybody.
huge_kib() { awk '/^AnonHugePages:/ { sum += $2 } END { print sum + 0 }' "/proc/$(holders)/smaps"; }
held() { event reserve-held "(.reserve_bytes | tonumber) == $SIZE"; }
held_times() { held | wc -l; }
held_at_least() { [ "$(held_times)" -ge "$1" ]; }
uptime_ms() { local up; read -r up _ </proc/uptime; echo "${up/./}0"; }
# lasts: the time in ms from the event NAME to now; for the last one of that name.
opened_ms() { event incident-opened | jq -s 'last | .mono / 1000 | floor'; }

calm
echo 0 >/proc/sys/kernel/numa_balancing 2>/dev/null
install_fragguard
guard=$(command -v fragguard || echo /payload/product/fragguard)
no_restart

say "a memory limit without room for it"
mkdir -p "$DROP_INS"
printf '[Service]\nMemoryMax=80M\n' >"$DROP_INS/limit.conf"
systemctl daemon-reload
config 10m | write_config
start_fragguard
require "it is told that the limit is too low" wait_event 60 warning '.message | test("no reserve is kept.*MemoryMax")'
need "and nothing is held" no_holder
need "check --system says so" bash -c "'$guard' check --system | grep -q 'MemoryMax=.*too low'"
rm "$DROP_INS/limit.conf"
allow_reserve

say "taken in calm"
effort >/run/effort.before
start_fragguard
require "it is held" wait_until 90 held_at_least 1
effort >/run/effort.after
need "by huge pages: $(huge_kib) kB" between "$(huge_kib)" 65536 67584
need "locked: $(locked_kib) kB" [ "$(locked_kib)" = 65536 ]
need "the first to die" grep -qx 1000 "/proc/$(holders)/oom_score_adj"
say "the holder without what it holds: $(awk '/^RssAnon/ { print $2 - 65536 }' "/proc/$(holders)/status") kB"
need "nothing was reclaimed or moved for it: $(diff /run/effort.before /run/effort.after | paste -sd ' ')" \
  cmp -s /run/effort.before /run/effort.after
need "status shows it" bash -c "'$guard' status | grep -q 'reserve: node 0: 64 MiB in whole huge pages'"
need "and status --json" bash -c "'$guard' status --json | jq -e '.daemon.reserve[0].held_bytes == $SIZE'"
need "and the metrics" wait_until 20 grep -qx "fragguard_reserve_bytes $SIZE" /run/fragguard/metrics.prom
looks=$(effort)
sleep 10
need "held, it costs nothing more" [ "$(held_times)" = 1 ]
say "effort of ten seconds of calm: $(diff <(echo "$looks") <(effort) | paste -sd ' ')"

say "half of memory unmovable"
fragment pipe
require "the zone is short of blocks: $(suitable 4)" [ "$(suitable 4)" -lt "$FLOOR" ]
require "the reserve is still there: $(huge_kib) kB" between "$(huge_kib)" 65536 67584
moved=$(vmstat_of pgmigrate_success)
config 0s | write_config
need "reload" systemctl reload fragguard
for ((look = 0; look < 600; look++)); do
  if [ "$(suitable 4)" -ge "$FLOOR" ]; then break; fi
  sleep 0.05
done
usable=$(uptime_ms)
require "an incident opened" wait_event 60 incident-opened
require "and was healed by the rung" wait_event 60 incident-closed
show_events
late=$((usable - $(opened_ms)))
need "usable $late ms after the breach, with $(suitable 4) blocks" [ "$late" -le 1000 ]
need "nothing was moved: pgmigrate_success +$(($(vmstat_of pgmigrate_success) - moved))" \
  [ "$(vmstat_of pgmigrate_success)" = "$moved" ]
need "the rung recovered" event_seen rung-finished '.remedy == "release_reserve" and .outcome == "recovered"'
need "the reserve is gone" no_holder
snap released
closed=$(event incident-closed | field mono)

say "calm again"
sleep 5
need "it is not taken before it has been calm for long enough" no_holder
release
effort >/run/effort.before
require "it is taken again" wait_until 120 held_at_least 2
effort >/run/effort.after
need "nothing was reclaimed or moved for it: $(diff /run/effort.before /run/effort.after | paste -sd ' ')" \
  cmp -s /run/effort.before /run/effort.after
again=$(held | field mono)
need "after $(((again - closed) / 1000000)) s of calm" [ $(((again - closed) / 1000000)) -ge 19 ]

say "the holder is killed"
kill -9 "$(holders)"
require "that is noticed" wait_event 10 reserve-lost
need "nothing is held: $(grep AnonHuge /proc/meminfo)" no_holder
require "it is taken again" wait_until 60 held_at_least 3
need "the guard never fell" still_up

say "the guard is killed"
before=$(awk '/^AnonHugePages:/ { print $2 }' /proc/meminfo)
kill -9 "$(main_pid)"
require "the holder dies with it" wait_until 5 no_holder
sleep 1
after=$(awk '/^AnonHugePages:/ { print $2 }' /proc/meminfo)
need "its memory is free: AnonHugePages $before -> $after kB" [ $((before - after)) -ge 65536 ]

say "huge pages switched off"
thp=/sys/kernel/mm/transparent_hugepage/enabled
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
if [ "$(uname -r | cut -d. -f1)" -ge 6 ]; then
  echo never >$thp
  systemctl reset-failed fragguard
  start_fragguard
  require "it is held all the same" wait_until 60 held_at_least 4
  need "in huge pages: $(huge_kib) kB" between "$(huge_kib)" 65536 67584
  echo "$was" >$thp
fi
need "stop" systemctl stop fragguard
need "nothing is held" no_holder
need "exposure $(exposure)" [ "$(exposure)" -le 13 ]
