#!/bin/bash
# watchdog: the daemon hangs in the middle of an incident, with settings tuned. systemd kills it and starts it again;
# the new one begins with a clean state, goes on guarding, and in the end nothing of the old one's is left behind.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

calm
install_fragguard
tune_config on_clear | write_config
fragment pipe
start_fragguard
require "the settings are tuned" wait_until 120 is_tuned
pid=$(main_pid)
kill -STOP "$pid"
say "stopped $pid"
restarted() { [ "$(restarts)" -ge 1 ] && [ "$(state)" = active ] && [ "$(main_pid)" != "$pid" ]; }
require "systemd starts another one" wait_until 300 restarted
need "because of the watchdog" matches "$(journalctl --no-pager -b -u fragguard -o cat)" 'watchdog'
need "it says that it has started" [ "$(event_count started)" -ge 2 ]
need "it is well: $(status_text)" [ -n "$(status_text)" ]
need "nothing of the old one runs" not kill -0 "$pid"

release
need "the settings are as they were" wait_until 120 is_original
fragment pipe
need "the new one guards: another incident" wait_until 120 is_tuned
release
need "and clears it" wait_until 120 is_original
show_events
need "one restart, not more" [ "$(restarts)" = 1 ]
