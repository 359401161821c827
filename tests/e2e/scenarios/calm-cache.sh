#!/bin/bash
# calm-cache: the page cache is under pressure for minutes, as on any busy file server, and memory is not fragmented. A
# guard that looks every second must not do anything at all.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

install_fragguard
{
  base_config 64 30s
  drop_then_compact
} | write_config
trace_writes
start_fragguard
truncate -s 2G /var/tmp/holes # All hole: reading it fills the page cache without a disk.
for round in $(seq 12); do
  dd if=/var/tmp/holes of=/dev/null bs=1M 2>/dev/null
  dd if=/dev/zero of=/var/tmp/written bs=1M count=64 2>/dev/null
  rm /var/tmp/written
  say "round $round: $(suitable 4) blocks of order 4, $(unusable 4) permille unusable"
  sleep 12
done
snap after
show_events
need "the cache was full: $(vmstat_of pgsteal_kswapd) pages stolen" [ "$(vmstat_of pgsteal_kswapd)" -gt 100000 ]
need "no incident" not event_seen incident-opened
need "no rung" not event_seen rung-started
need "no kernel file was written" [ "$(written_knobs)" = "" ]
need "nothing in the journal but the start" [ "$(journal_events | jq -r .event | paste -sd ' ')" = started ]
need "the service never fell" still_up
