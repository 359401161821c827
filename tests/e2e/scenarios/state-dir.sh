#!/bin/bash
# state-dir: settings may only be tuned when their originals are safely on disk. With the state directory full, then
# read-only, the tune rung fails in words, writes nothing, and the daemon lives on.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

calm
install_fragguard
mkdir -p /var/lib/fragguard
mount -t tmpfs -o size=64k tmpfs /var/lib/fragguard
tune_config on_clear | write_config
start_fragguard
pid=$(main_pid)

# refused WORDS: fragment; the rung must fail for a reason that says WORDS, and nothing may be tuned.
refused() {
  local failed count
  count=$(event_count rung-finished '.outcome == "failed"')
  failed_again() { [ "$(event_count rung-finished '.outcome == "failed"')" -gt "$count" ]; }
  trace_writes
  fragment pipe
  require "the rung fails" wait_until 120 failed_again
  failed=$(event rung-finished '.outcome == "failed"' | tail -1)
  need "it says why: $(field message <<<"$failed")" matches "$(field message <<<"$failed")" "$1"
  need "nothing is tuned" is_original
  need "no kernel file was written" [ "$(written_knobs)" = "" ]
  release
  wait_until 60 [ "$(event_count incident-opened)" = "$(event_count incident-closed)" ]
  need "the daemon lives on" [ "$(main_pid)" = "$pid" ]
}

say "--- full"
dd if=/dev/zero of=/var/lib/fragguard/ballast bs=4k 2>/dev/null
refused 'space'

say "--- read-only"
rm /var/lib/fragguard/ballast
mount -o remount,ro /var/lib/fragguard
tune_config on_clear | sed 's/^name = "e2e"/name = "again"/' | write_config
start_fragguard
pid=$(main_pid)
refused 'read-only'

say "--- and well again"
mount -o remount,rw /var/lib/fragguard
start_fragguard
fragment pipe
need "now it tunes" wait_until 120 is_tuned
release
need "and puts back" wait_until 120 is_original
show_events
