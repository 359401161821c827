#!/bin/bash
# model-load: a file larger than memory is streamed. While its window is open, blocks of 2 MiB are never under the floor
# for longer than two seconds; once it is closed nothing is done any more, though the same load goes on.
# guest: -i -m 1024 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/loading.sh
. /payload/lib/loading.sh

waits() { fragguard status --json | jq -e '.watches[0].waiting'; }
rungs() { event_count rung-started; }
up() { cut -d' ' -f1 /proc/uptime; }

write_loader
install_fragguard
loading_config | write_config
trace_writes
start_fragguard
need "the watch waits for its window" waits
need "status --check is healthy meanwhile" fragguard status --check

# --- the load with its window: it opens with the command and closes with it ---
opened=$(up)
fragguard during model-load -- /run/load-model 150
status=$?
closed=$(up)
need "the command's exit status is passed on" [ "$status" = 0 ]
require "the guard has seen the window open" wait_event 5 window-opened
require "the guard has seen the command end" wait_event 5 window-closed '.reason == "command-ended"'
need "the watch waits again" waits
snap loaded
read -r samples under fewest longest < <(blocks_between 9 32 "$opened" "$closed")
need "the trace has the load: $samples samples" [ "$samples" -gt 100 ]
need "never under the floor for longer than 2 s: $under of $samples samples, fewest $fewest, longest $longest tenths" \
  [ "$longest" -le 20 ]
during=$(rungs)
need "it had something to do: $during rungs" [ "$during" -gt 0 ]
need "it healed" event_seen rung-finished '.outcome == "recovered"'
fragguard history --json >/results/history.json
receipts=$(jq -s '[.[] | if .type == "incident" then (.tried | length) elif .type == "run" then 1 else 0 end] | add' \
  /results/history.json)
finished=$(event_count rung-finished '.outcome != "skipped"')
need "a receipt for every rung: $receipts of $finished" [ "$receipts" = "$finished" ]

# --- the same load without it ---
alone=$(up)
/run/load-model 120
snap alone
read -r samples under fewest longest < <(blocks_between 9 32 "$alone" "$(up)")
need "without it blocks are missing: $under of $samples samples under the floor, longest $longest tenths" \
  [ "$longest" -gt 20 ]
need "and no rung starts: $(rungs) as before" [ "$(rungs)" = "$during" ]

# --- opened and closed by hand, while the load goes on ---
/run/load-model 60 &
loader=$!
need "it opens" fragguard window open model-load --for 45m
require "an incident opens within a second or two" \
  wait_event 5 incident-opened ".mono > $(($(cut -d. -f1 /proc/uptime) * 1000000 - 2000000))"
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
need "any user may list it" as_nobody fragguard window list
need "an ordinary user may not close it" not as_nobody fragguard window close model-load
sleep 20
need "it closes" fragguard window close model-load
require "the guard closes it" wait_event 5 window-closed '.reason == "closed"'
sleep 3 # A rung that was under way may end.
before=$(rungs)
wait "$loader"
need "nothing starts any more: $(rungs) rungs as before" [ "$(rungs)" = "$before" ]
need "no incident is open" fragguard status --check
need "closing it again says that it is not open" \
  [ "$(fragguard window close model-load 2>&1)" = "fragguard: window model-load is not open" ]
show_events
need "the service never fell" still_up
