#!/bin/bash
# pgfail: an allocation of order 4 really fails. The kernel's record of it opens an incident within a second, though no
# watch has complained; a line of the same words that did not come from the kernel does nothing.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

modprobe fragguard_pgfail 2>/dev/null || skip "no failure module for $(uname -r)"
calm
install_fragguard
# A watch that never gets its hour, and a poll once a minute: only the kernel log can open an incident in time.
{
  base_config 2000 1h | sed 's/^interval = .*/interval = "60s"/'
  drop_then_compact
} | write_config
fragment pipe
start_fragguard

forged='bash: page allocation failure: order:7, mode:0x40a20(GFP_ATOMIC|__GFP_COMP), nodemask=(null)'
echo "<4>$forged" >/dev/kmsg
logger -p kern.warning -t kernel "$forged"
setpriv --reuid=65534 --regid=65534 --clear-groups logger -p kern.warning -t kernel "$forged"
require "the forged line is in the kernel log" kernel_said 'page allocation failure: order:7'
sleep 10
need "it opens no incident" not event_seen incident-opened
need "it is no allocation failure" not event_seen allocation-failure

echo "4 atomic" >/proc/fragguard_pgfail
told=$(cat /proc/fragguard_pgfail)
require "an allocation fails: $told" contains "$told" failed=1
require "an incident opens" wait_event 60 incident-opened
show_events
failure=$(event allocation-failure | head -1)
need "the failure is told with its order" [ "$(field order <<<"$failure")" = 4 ]
need "with who asked" [ "$(field comm <<<"$failure")" = bash ]
need "with what was asked for: $(field gfp <<<"$failure")" contains "$(field gfp <<<"$failure")" GFP_ATOMIC
opened=$(event incident-opened | head -1)
need "the incident is at that order" [ "$(field order <<<"$opened")" = 4 ]
need "and names the zone that cannot serve it" [ "$(field zone <<<"$opened")" = "$(main_zone)" ]

# Both on the clock that the kernel stamps its records with: when it wrote the line, when FragGuard sent its own.
logged=$(journalctl --no-pager -k -o json | jq -r 'select(.MESSAGE | type == "string" and
  contains("page allocation failure: order:4")) | ._SOURCE_MONOTONIC_TIMESTAMP' | head -1)
told=$(jq -r '.sent - (.at - .mono)' <<<"$opened")
need "within a second of the record: $(((told - logged) / 1000)) ms" between $((told - logged)) -50000 1000000
need "the forged one is still not believed" not event_seen allocation-failure '.order == "7"'
need "the service never fell" still_up
