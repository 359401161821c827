#!/bin/bash
# defaults-pipe: the shipped config, and kernel pages that cannot be moved. The ladder is climbed; then either the
# little that came free is enough for the shipped floor, or FragGuard says that it is at its end, and what gained runs
# again as its last run's cost allows. What it has
# tuned is put back when the cause is gone.
# guest: -i -m 1536 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/shipped.sh
. /payload/lib/shipped.sh

start_shipped
swappiness=$(cat /proc/sys/vm/swappiness)
defrag=$(cat /sys/kernel/mm/transparent_hugepage/defrag)
up_for 120
fragment pipe
require "an incident opens" wait_event 120 incident-opened
held_back
ended() { event_seen ladder-exhausted || event_seen incident-closed; }
require "the climb ends" wait_until 600 ended
sleep 600
snap ten-minutes-later
show_events
if event_seen ladder-exhausted; then
  message=$(event ladder-exhausted | field message)
  need "it names unmovable pages: $message" matches "$message" 'unmovable|cannot (be )?move'
  climbs=$(event_count rung-started '.remedy == "compact_memory"')
  said=$(event_count ladder-exhausted)
  need "said once a climb: $said of $climbs" [ "$said" -le "$climbs" ]
else
  need "closed, and rightly: $(suitable 4) blocks" suitable_at_least 64 4
fi
at_most_once tune
kept_pace drop_caches compact_memory
release
closed() { [ "$(event_count incident-opened)" = "$(event_count incident-closed)" ]; }
need "the incident closes when the cause is gone" wait_until 120 closed
sleep 5
need "swappiness is as it was" [ "$(cat /proc/sys/vm/swappiness)" = "$swappiness" ]
need "THP defrag is as it was" [ "$(cat /sys/kernel/mm/transparent_hugepage/defrag)" = "$defrag" ]
unharmed
