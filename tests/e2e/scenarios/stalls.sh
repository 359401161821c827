#!/bin/bash
# stalls: programs stall in direct compaction for huge pages, in memory that has small blocks enough for the floor: only
# a watch with stalls_above sees it.
# guest: -i -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

stalls() { awk '/^(compact_stall|allocstall)/ { sum += $2 } END { print sum + 0 }' /proc/vmstat; }

install_fragguard
cat >/etc/fragguard.toml <<'TOML'
[[watch]]
name = "blocks"
order = 2
floor = 1
for = "5s"

[[watch]]
name = "felt"
stalls_above = "60/min"
for = "0s"

[gates]
min_uptime = "0s"
max_memory_pressure = 100.0
max_io_pressure = 100.0

[[ladder]]
remedy = "drop_caches"
min_cache = "16MiB"
cooldown = "1s"
TOML
start_fragguard

# Half of memory cannot be moved, and no block of order 4 is left: a program that is to have huge pages compacts in vain
# for each of them, which is one stall a huge page.
fragment pipe
sleep 5
need "nobody has stalled much so far: $(stalls)" not event_seen incident-opened
for file in enabled defrag; do echo always >"/sys/kernel/mm/transparent_hugepage/$file"; done
before=$(stalls)
for round in $(seq 30); do
  dd if=/dev/zero of=/dev/null bs=128M count=1 status=none
  if event_seen incident-opened; then break; fi
  sleep 1
done
say "round $round: $(($(stalls) - before)) stalls"
require "an incident opens by what programs feel" \
  wait_event 10 incident-opened '.watch == "felt" and .reason == "stalls"'
need "the floor alone would not have opened it" not event_seen incident-opened '.watch == "blocks"'
need "it says how often" [ "$(event incident-opened | field stalls_per_minute)" -gt 60 ]
need "in words" matches "$(event incident-opened | field message)" \
  'programs stalled [0-9]+ times a minute in direct compaction and reclaim; stalls_above is 60'
require "it closes when nobody stalls any more" wait_event 120 incident-closed
snap after
show_events
need "the service never fell" still_up
