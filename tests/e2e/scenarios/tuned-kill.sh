#!/bin/bash
# tuned-kill: the daemon is killed while settings are tuned. The next start puts the originals back, but leaves alone
# what somebody else has changed meanwhile. Then the other two restore policies.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

calm
install_fragguard
no_restart
tune_config on_clear | write_config
fragment pipe
start_fragguard
require "the settings are tuned" wait_until 120 is_tuned
need "each change is told: $(event_count tunable-changed)" wait_event 20 tunable-changed
need "the originals are on disk" [ -n "$(find /var/lib/fragguard -type f -size +0)" ]

say "--- killed; somebody else changes one setting; the memory heals; started again"
kill -9 "$(main_pid)"
require "it is dead" wait_until 30 not systemctl is-active --quiet fragguard
need "the settings are still tuned" is_tuned
echo 33 >"$scale_file"
release
systemctl reset-failed fragguard
start_fragguard
need "swappiness is as it was" wait_until 60 set_to "$swappiness_file" "$swappiness"
need "THP defrag is as it was" wait_until 60 chosen "$defrag_file" "$defrag"
need "the foreign value is left alone" set_to "$scale_file" 33
need "it is told that settings were put back" wait_event 20 tunable-restored
need "and that one was not" matches "$(journalctl --no-pager -b -u fragguard -o cat)" 'watermark_scale_factor.*33'
restored=$(event_count tunable-restored)
echo "$scale" >"$scale_file"
start_fragguard
sleep 5
need "a further start has nothing to put back" [ "$(event_count tunable-restored)" = "$restored" ]

say "--- restore = on_clear: put back when the incident closes"
fragment pipe
need "tuned again" wait_until 120 is_tuned
release
need "put back when clear" wait_until 120 is_original
need "the service still runs" [ "$(state)" = active ]

say "--- restore = on_stop: kept when the incident closes, put back by the stop"
tune_config on_stop | write_config
start_fragguard
fragment pipe
need "tuned again" wait_until 120 is_tuned
closed=$(event_count incident-closed)
release
closed_since() { [ "$(event_count incident-closed)" -gt "$closed" ]; }
need "the incident closes" wait_until 120 closed_since
sleep 3
need "still tuned" is_tuned
systemctl stop fragguard
need "put back by the stop" is_original

say "--- restore = never: the guard does not put it back, but the administrator can"
tune_config never | write_config
start_fragguard
fragment pipe
need "tuned again" wait_until 120 is_tuned
release
systemctl stop fragguard
need "still tuned after the stop" is_tuned
show_events
