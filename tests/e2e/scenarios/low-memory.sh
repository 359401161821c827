#!/bin/bash
# low-memory: the zone has too few blocks because it has too little memory, not because it is fragmented. Compaction
# cannot help and must not be tried, and the journal says so.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

calm
install_fragguard
{
  base_config
  drop_then_compact
} | write_config
# A file in memory: it can be neither dropped nor swapped, and leaves less than the floor of 125 MB.
mount -t tmpfs -o size=95% tmpfs /mnt
free_mb=$(awk '/^MemFree:/ { print int($2 / 1024) }' /proc/meminfo)
dd if=/dev/zero of=/mnt/held bs=1M count=$((free_mb - 80)) 2>/dev/null
snap held
require "the zone is short of blocks: $(suitable 4)" [ "$(suitable 4)" -lt 2000 ]
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
need "its diagnosis is low memory" [ "$(event incident-opened | field diagnosis)" = low-memory ]
require "compaction is passed over" wait_event 60 rung-skipped '.remedy == "compact_memory"'
skipped=$(event rung-skipped '.remedy == "compact_memory"')
need "and the reason given" [ "$(field reason <<<"$skipped")" = low-memory ]
sleep 20
need "FragGuard compacted nothing" [ "$(compacted_zones)" = "" ]
rm /mnt/held
require "the incident closes when memory is back" wait_event 60 incident-closed
show_events
need "the service never fell" still_up
