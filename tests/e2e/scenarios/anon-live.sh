#!/bin/bash
# anon-live: as anon, but as life is: the kernel's own healing is on, its per-CPU lists hide freed pages, two CPUs race,
# and FragGuard is there while the state comes about. However much the kernel does itself, the zone must be whole in the
# end and no incident left open.
# guest: -c 2 -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

install_fragguard
{
  base_config 2000 5s
  impatient
  drop_then_compact
  rung tune 'set."vm.percpu_pagelist_high_fraction" = { at_least = 1000 }' 'cooldown = "1s"'
} | write_config
start_fragguard
snap before
fragment anon

# settled: as many blocks as clear the watch, and every incident that was opened is closed.
settled() { suitable_at_least 3000 4 && [ "$(event_count incident-opened)" = "$(event_count incident-closed)" ]; }
need "the zone is whole and no incident open" wait_until 400 settled
snap after
show_events
for outcome in $(event rung-finished | jq -r .outcome); do
  need "an outcome that can be: $outcome" matches "$outcome" '^(recovered|partial|no-gain|skipped)$'
done
need "the service never fell" still_up
