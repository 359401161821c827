#!/bin/bash
# numa: two nodes, one of them fragmented. Only that node is compacted; the other one is not touched.
# guest: -m 1280 -n 2 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

calm
install_fragguard
{
  base_config
  rung compact_memory 'cooldown = "1s"' 'timeout = "120s"'
} | write_config
fragment anon -N 1
require "node 1 is short of blocks: $(suitable 4 1)" [ "$(suitable 4 1)" -lt 1500 ]
require "node 0 is not: $(suitable 4 0)" suitable_at_least 3000 4 0
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
require "the incident closes" wait_event 180 incident-closed
snap after
show_events

need "the story" [ "$(story)" = "incident-opened compact_memory:recovered incident-closed" ]
need "it names node 1" [ "$(event incident-opened | field node)" = 1 ]
need "blocks are back on node 1: $(suitable 4 1)" suitable_at_least 3000 4 1
need "only node 1's file was written" [ "$(written_knobs)" = /sys/devices/system/node/node1/compact ]
need "the kernel compacted only zones of node 1: $(compacted_zones | paste -sd ' ')" \
  [ "$(comm -23 <(compacted_zones) <(first_frames 1))" = "" ]
need "and did compact there" [ "$(compacted_zones)" != "" ]
need "the service never fell" still_up
