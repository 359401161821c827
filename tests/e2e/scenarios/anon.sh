#!/bin/bash
# anon: movable memory keeps every block of order 4 apart. Dropping caches cannot mend that, compaction can: the ladder
# goes exactly as far as compact_memory, and the journal tells it.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

calm
install_fragguard
{
  base_config
  drop_then_compact
  rung tune 'set = { "vm.swappiness" = 10 }'
} | write_config
swappiness=$(cat /proc/sys/vm/swappiness)
start_fragguard
snap before
sleep 5
need "nothing is wrong before" [ "$(story)" = "" ]
# The fill itself empties the zone for some seconds, which is low memory: another story than the one to be told here.
require "the service stops" systemctl stop fragguard
# And what was read since boot may lie between the pieces: gone, so that the first rung really has nothing to gain.
echo 3 >/proc/sys/vm/drop_caches
fragment anon
fragmented=$(suitable 4)
require "the zone is short of blocks: $fragmented" [ "$fragmented" -lt 500 ]
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
require "compaction is tried" wait_event 180 rung-finished '.remedy == "compact_memory"'
unusable=$(unusable 9)
need "one compaction is enough, for huge pages, too: $unusable permille unusable at order 9" [ "$unusable" -le 100 ]
require "the incident closes" wait_event 180 incident-closed
snap after
show_events

need "the story" [ "$(story)" = "incident-opened drop_caches:no-gain compact_memory:recovered incident-closed" ]
opened=$(event incident-opened | head -1)
incident=$(field incident <<<"$opened")
need "the incident has an id" [ -n "$incident" ]
need "one id for all of it" [ "$(journal_events | jq -r '.incident // empty' | sort -u)" = "$incident" ]
need "watch, order, node, zone" \
  [ "$(jq -r '"\(.watch) \(.order) \(.node) \(.zone)"' <<<"$opened")" = "e2e 4 0 $(main_zone)" ]
need "diagnosis" [ "$(field diagnosis <<<"$opened")" = fragmented ]

compacted=$(event rung-finished '.remedy == "compact_memory"')
before=$(field before <<<"$compacted") after=$(field after <<<"$compacted") gain=$(field gain <<<"$compacted")
need "before $before is short, after $after is not" test "$before" -lt 2000 -a "$after" -ge 2000
need "gain $gain is the difference" [ "$gain" -eq $((after - before)) ]
need "the kernel agrees that blocks are back: $(suitable 4)" suitable_at_least 3000 4
need "the time it took is told" [ -n "$(field duration_ms <<<"$compacted")" ]
dropped=$(event rung-finished '.remedy == "drop_caches"')
need "drop_caches gained little: $(field gain <<<"$dropped")" [ "$(field gain <<<"$dropped")" -lt 1000 ]

need "two kernel files were written, no more" \
  [ "$(written_knobs | paste -sd ' ')" = "/proc/sys/vm/drop_caches /sys/devices/system/node/node0/compact" ]
need "tune did not run" not event_seen rung-started '.remedy == "tune"'
need "swappiness is as it was" [ "$(cat /proc/sys/vm/swappiness)" = "$swappiness" ]
need "every event has its MESSAGE_ID" [ "$(journal_events | jq -r 'select(.message_id == null) | .event')" = "" ]
need "the service never fell" still_up
