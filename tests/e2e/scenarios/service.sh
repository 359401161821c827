#!/bin/bash
# service: what an administrator does on the first day: install, enable, look at the status, reload with a good and with
# a bad config, start with a bad config, stop; and what systemd thinks of the sandbox.
# guest: -m 512 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

install_fragguard
need "it is not enabled by itself" [ "$(systemctl is-enabled fragguard 2>/dev/null)" = disabled ]
base_config 64 | write_config
require "enable --now" systemctl enable --now fragguard
need "active" [ "$(state)" = active ]
need "enabled" [ "$(systemctl is-enabled fragguard)" = enabled ]
need "a status line for people: $(status_text)" [ -n "$(status_text)" ]
need "Type=notify" [ "$(systemctl show -p Type --value fragguard)" = notify ]
need "watched by systemd" [ "$(systemctl show -p WatchdogUSec --value fragguard)" != 0 ]
need "the journal knows the start" wait_event 20 started
need "all of it in little memory: $(systemctl show -p MemoryCurrent --value fragguard) bytes" \
  between "$(systemctl show -p MemoryCurrent --value fragguard)" 1 $((24 << 20))

binary=$(systemctl show -p ExecStart --value fragguard | sed -n 's/.*path=\([^ ;]*\).*/\1/p')
need "status works for any user" setpriv --reuid=65534 --regid=65534 --clear-groups "$binary" status
node=$("$binary" status --json | jq -r '.zones[] | select(.zone == "'"$(main_zone)"'") | .node')
need "status --json names the zone" [ "$node" = 0 ]
need "check accepts the config" "$binary" check /etc/fragguard.toml

say "--- a good reload: dry run, and a floor that this guest cannot have"
{
  echo 'dry_run = true'
  base_config 1000000 1s
} | write_config
pid=$(main_pid)
need "reload succeeds" systemctl reload fragguard
need "it is told" wait_event 30 config-reloaded
need "the new floor is in force" wait_event 60 incident-opened
need "the same process" [ "$(main_pid)" = "$pid" ]
base_config 64 | write_config
need "reload back" systemctl reload fragguard
need "and the old floor clears" wait_event 60 incident-closed

say "--- a bad reload: a floor that would open an incident, and two mistakes"
{
  base_config 1000000 1s | sed 's/^interval = .*/intervall = "1s"/'
  rung compact_memory 'cooldown = 5'
} | write_config
systemctl reload fragguard
need "it is told" wait_event 30 config-rejected
rejected=$(event config-rejected | jq -r .message)
need "as an error" [ "$(event config-rejected | jq -s 'map(.priority) | min')" -le 3 ]
need "with the line of the unknown key: $rejected" contains "$rejected" "fragguard.toml:2:"
need "and what was probably meant" matches "$rejected" "intervall.*interval"
need "and the other mistake too" contains "$rejected" cooldown
shown=$(systemctl status --no-pager fragguard)
need "systemctl status says it" matches "$shown" 'Status: .*(reject|config|fragguard.toml)'
sleep 10
need "the old configuration stays in force" [ "$(event_count incident-opened)" = 1 ]
need "the same process still" [ "$(main_pid)" = "$pid" ]
need "never restarted" still_up

say "--- stop, and a start with the bad config"
need "stop" systemctl stop fragguard
took=$(($(systemctl show -p InactiveEnterTimestampMonotonic --value fragguard) -
  $(systemctl show -p ActiveExitTimestampMonotonic --value fragguard)))
need "within two seconds: $((took / 1000)) ms" between "$took" 0 2000000
need "cleanly" [ "$(systemctl show -p Result --value fragguard)" = success ]
need "the journal knows the stop" event_seen stopped
need "a start with the bad config fails" not systemctl start fragguard
need "with exit code 78: $(systemctl show -p ExecMainStatus --value fragguard)" \
  [ "$(systemctl show -p ExecMainStatus --value fragguard)" = 78 ]
sleep 5
need "and is not tried again" [ "$(systemctl show -p NRestarts --value fragguard)" = 0 ]
need "check agrees" not "$binary" check /etc/fragguard.toml
base_config 64 | write_config
systemctl reset-failed fragguard
require "a start with a good one works" systemctl start fragguard

if [ -n "$deb" ]; then
  say "--- maintenance, beside the guard"
  need "the timer is off" not systemctl is-enabled --quiet fragguard-maintenance.timer
  need "and can be enabled" systemctl enable --now fragguard-maintenance.timer
  need "it has its hour" matches "$(systemctl list-timers --no-pager fragguard-maintenance.timer)" '0?3:[01][0-9]:'
  compacted=$(vmstat_of compact_migrate_scanned)
  need "a run succeeds" systemctl start fragguard-maintenance.service
  need "the kernel has compacted" [ "$(vmstat_of compact_migrate_scanned)" -gt "$compacted" ]
  need "its output is in the journal" matches \
    "$(journalctl --no-pager -b -u fragguard-maintenance -o cat)" 'compact_memory: done in [0-9.]+ m?s'
fi

if [ -n "$deb" ]; then
  say "--- metrics, by the socket unit"
  # scrape: the answer of the socket unit, from a connection of the shell's own.
  scrape() {
    exec 5<>/dev/tcp/127.0.0.1/9817 || return
    printf 'GET /metrics HTTP/1.1\r\nHost: guest\r\n\r\n' >&5
    cat <&5
    exec 5>&-
  }
  need "the socket is off" not systemctl is-enabled --quiet fragguard-metrics.socket
  need "and can be enabled" systemctl enable --now fragguard-metrics.socket
  answer=$(scrape)
  need "it answers" contains "$answer" "HTTP/1.1 200 OK"
  need "with the guard's metrics" contains "$answer" "fragguard_up 1"
  need "as they are in its file" contains "$answer" "$(grep '^fragguard_start_time' /run/fragguard/metrics.prom)"
  # A client that says nothing, and one more behind it.
  exec 6<>/dev/tcp/127.0.0.1/9817
  need "also beside a client that hangs" contains "$(scrape)" "fragguard_up 1"
  exec 6>&-
  need "and writes nothing into the journal for each" \
    [ "$(journalctl --no-pager -b -u 'fragguard-metrics@*' -o cat | wc -l)" = 0 ]
  need "exposure at most 1.3" systemd-analyze security --no-pager --threshold=13 fragguard-metrics@x.service
fi

say "--- what others collect"
need "the probe is well" setpriv --reuid=65534 --regid=65534 --clear-groups "$binary" probe
need "the guard is alive" setpriv --reuid=65534 --regid=65534 --clear-groups "$binary" probe --alive
need "anybody may read the metrics" setpriv --reuid=65534 --regid=65534 --clear-groups "$binary" metrics
systemctl stop fragguard
need "a clean stop leaves up 0" grep -qx 'fragguard_up 0' /run/fragguard/metrics.prom
"$binary" probe
need "and a probe that does not know" [ $? = 2 ]
need "and no label" not test -e /run/fragguard/features
need "the guard starts again" systemctl start fragguard

say "--- the sandbox"
need "exposure $(exposure) tenths is at most 1.3" between "$(exposure)" 0 13
need "the unit is without a fault" \
  [ "$(systemd-analyze verify --man=no fragguard.service 2>&1 | grep -i fragguard)" = "" ]
need "stop again" systemctl stop fragguard
