# shellcheck shell=bash
# hopeless.sh: the course of an incident that no remedy can end, for a fragmentation mode that nothing mends.

# hopeless MODE
hopeless() {
  local exhausted message tried
  calm
  install_fragguard
  write_config <<'TOML'
[sampling]
interval = "1s"
alert_interval = "1s"

[[watch]]
name = "e2e"
order = 4
floor = 2000
for = "2s"

[gates]
min_uptime = "0s"
max_memory_pressure = 100.0
max_io_pressure = 100.0

[[ladder]]
remedy = "drop_caches"
what = "pagecache"
min_cache = "1MiB"
cooldown = "1s"

[[ladder]]
remedy = "compact_memory"
cooldown = "1s"
timeout = "120s"
TOML
  snap before
  # First the state, then the guard: the fill itself empties the zone for some seconds, which is another story.
  fragment "$1"
  require "the zone is short of blocks: $(suitable 4)" [ "$(suitable 4)" -lt 500 ]
  start_fragguard
  require "an incident opens" wait_event 60 incident-opened
  require "the ladder ends" wait_event 240 ladder-exhausted
  snap exhausted

  exhausted=$(event ladder-exhausted | head -1)
  message=$(field message <<<"$exhausted")
  need "an error, not a notice" [ "$(field priority <<<"$exhausted")" -le 3 ]
  need "it names unmovable pages: $message" matches "$message" 'unmovable|cannot (be )?move'
  need "it names the zone: $message" contains "$message" DMA32
  need "it names what was tried: $message" contains "$message" compact_memory
  need "both rungs were tried" [ "$(event rung-finished | jq -r .remedy | sort -u | tr '\n' ' ')" = "compact_memory drop_caches " ]
  need "none is said to have recovered" not event_seen rung-finished '.outcome == "recovered"'
  need "the incident stays open" not event_seen incident-closed

  tried=$(event_count rung-started)
  sleep 30
  need "it backs off: $tried rungs before, $(event_count rung-started) half a minute later" \
    [ "$(event_count rung-started)" -eq "$tried" ]

  release
  require "the incident closes when the cause is gone" wait_event 60 incident-closed
  snap released
  show_events
  need "the service never fell" still_up
}
