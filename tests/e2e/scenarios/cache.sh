#!/bin/bash
# cache: clean page cache keeps the blocks apart. The first rung, drop_caches, mends it; nothing further may be done.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

calm
install_fragguard
{
  base_config
  drop_then_compact
} | write_config
fragment cache
require "the zone is short of blocks: $(suitable 4)" [ "$(suitable 4)" -lt 500 ]
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
require "the incident closes" wait_event 180 incident-closed
snap after
show_events

need "the story" [ "$(story)" = "incident-opened drop_caches:recovered incident-closed" ]
need "the kernel agrees that blocks are back: $(suitable 4)" suitable_at_least 3000 4
need "only drop_caches was written" [ "$(written_knobs | paste -sd ' ')" = /proc/sys/vm/drop_caches ]
need "FragGuard compacted nothing" [ "$(compacted_zones)" = "" ]
need "the service never fell" still_up
