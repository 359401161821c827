#!/bin/bash
# defaults-anon: the shipped config, and movable memory in pieces since before the ten minutes of grace are over. An
# incident opens at once, waits for the grace to end, and is then healed by the first rung that can; nothing is tuned.
# guest: -i -m 1536 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/shipped.sh
. /payload/lib/shipped.sh

start_shipped
up_for 120
fragment anon
require "an incident opens" wait_event 120 incident-opened
need "it says why it waits" wait_event 30 rung-skipped '.reason == "min-uptime"'
held_back
require "the incident closes" wait_event 600 incident-closed
sleep 60
snap after
show_events
need "a rung healed it" event_seen rung-finished '.outcome == "recovered"'
need "64 blocks and more: $(suitable 4)" suitable_at_least 96 4
need "tuning was not needed" not event_seen rung-started '.remedy == "tune"'
at_most_once drop_caches compact_memory
unharmed
