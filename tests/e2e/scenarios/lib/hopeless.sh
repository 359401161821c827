# shellcheck shell=bash
# hopeless.sh: the course of an incident that no remedy can end, for a fragmentation mode that nothing mends.

# hopeless MODE
hopeless() {
  local exhausted message tried
  calm
  install_fragguard
  {
    base_config
    drop_then_compact
  } | write_config
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
  need "it names the zone: $message" contains "$message" "$(main_zone)"
  need "it names what was tried: $message" contains "$message" compact_memory
  tried=$(event rung-finished | jq -r .remedy | sort -u | paste -sd ' ')
  need "both rungs were tried: $tried" [ "$tried" = "compact_memory drop_caches" ]
  need "none is said to have recovered" not event_seen rung-finished '.outcome == "recovered"'
  need "the incident stays open" not event_seen incident-closed

  # A climb that gained, if not enough, may soon be followed by another; one that gained nothing backs off.
  # shellcheck disable=SC2317  # wait_until calls it.
  fruitless() { ! contains "$(event ladder-exhausted | field message)" 'partial ('; }
  require "a climb gains nothing" wait_until 180 fruitless
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
