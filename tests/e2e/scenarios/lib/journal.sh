# shellcheck shell=bash
# journal.sh: FragGuard's story as the journal tells it. An event is one JSON object a line, its keys the record's
# FRAGGUARD_* fields without the prefix and in lower case, with message, priority, message_id and times in
# microseconds: at (wall clock, when journald took it), sent (wall clock, when it was sent), mono (when taken).

# journal_events [FIELD=VALUE]...: the events of this boot whose journal fields match, oldest first.
journal_events() {
  journalctl --no-pager -q -b -u fragguard -o json "$@" 2>/dev/null | jq -c 'select(.FRAGGUARD_EVENT) |
    (with_entries(select(.key | startswith("FRAGGUARD_")) | .key |= (ltrimstr("FRAGGUARD_") | ascii_downcase)))
    + {message: .MESSAGE, priority: (.PRIORITY | tonumber), message_id: .MESSAGE_ID,
       at: (.__REALTIME_TIMESTAMP | tonumber), mono: (.__MONOTONIC_TIMESTAMP | tonumber),
       sent: ((._SOURCE_REALTIME_TIMESTAMP // .__REALTIME_TIMESTAMP) | tonumber)}'
}

# event NAME [FILTER]: the events of that name that a jq filter selects.
event() { journal_events "FRAGGUARD_EVENT=$1" | jq -c "select(${2:-true})"; }
event_count() { event "$@" | wc -l; }

# event_seen NAME [FILTER]: there is one. Asked every second while waiting, so the plain question goes the cheap way.
event_seen() {
  if [ $# -gt 1 ]; then [ "$(event_count "$@")" -gt 0 ]; return; fi
  [ -n "$(journalctl --no-pager -q -b -u fragguard "FRAGGUARD_EVENT=$1" -n 1 -o cat)" ]
}

# field NAME: that field of the last event on stdin; nothing when it has none.
field() { jq -r ".$1 // empty" | tail -1; }

# wait_event SECONDS NAME [FILTER]
wait_event() {
  local seconds=$1
  shift
  wait_until "$seconds" event_seen "$@"
}

# story: the transitions in order, one word each: rungs as remedy:outcome.
story() {
  journal_events | jq -r '
    select(.event | IN("incident-opened", "rung-finished", "ladder-exhausted", "incident-closed")) |
    if .event == "rung-finished" then "\(.remedy):\(.outcome)" else .event end' | paste -sd ' '
}

# show_events: for the scenario's output.
show_events() { journal_events | jq -r '"  \(.mono / 1e6 | floor)s \(.event): \(.message)"'; }
