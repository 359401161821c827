#!/bin/bash
# anon-live: as anon, but as life is: the kernel's own healing is on, its per-CPU lists hide freed pages, two CPUs race,
# and FragGuard is there while the state comes about. However much the kernel does itself, the zone must be whole in the
# end and no incident left open. On Linux 7, where compaction often mends only a part, the ladder may end in vain
# instead, but then it says so and rests.
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
if [ "$(uname -r | cut -d. -f1)" -lt 7 ]; then
  need "the zone is whole and no incident open" wait_until 400 settled
elif ! wait_until 200 settled; then
  say "note: neither the kernel nor FragGuard has mended it: $(suitable 4) blocks"
  need "the ladder's end is told" event_seen ladder-exhausted
  need "what is tried in vain is tried less and less: $(event_count rung-started '.remedy == "compact_memory"') times" \
    between "$(event_count rung-started '.remedy == "compact_memory"')" 1 9
fi
snap after
show_events
for outcome in $(event rung-finished | jq -r .outcome); do
  need "an outcome that can be: $outcome" matches "$outcome" '^(recovered|partial|no-gain|skipped)$'
done
need "the service never fell" still_up
