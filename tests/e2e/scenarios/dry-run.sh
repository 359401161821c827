#!/bin/bash
# dry-run: with dry_run = true the whole ladder is climbed in words and not one byte is written to a kernel file.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

calm
install_fragguard
{
  echo 'dry_run = true'
  base_config
  drop_then_compact
  rung tune 'set = { "vm.swappiness" = 10, "thp.defrag" = "defer+madvise" }'
} | write_config
fragment anon
drops=$(vmstat_of drop_pagecache)
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
told() { [ "$(journal_events | jq -r 'select(.reason == "dry-run") | .remedy' | sort -u | wc -l)" -ge 3 ]; }
need "every rung says that it would have run" wait_until 120 told
show_events
need "no kernel file was written" [ "$(written_knobs)" = "" ]
need "no cache was dropped" [ "$(vmstat_of drop_pagecache)" = "$drops" ]
need "FragGuard compacted nothing" [ "$(compacted_zones)" = "" ]
need "nothing is said to have recovered" not event_seen rung-finished '.outcome == "recovered"'
need "the service never fell" still_up
