# shellcheck shell=bash
# shipped.sh: FragGuard with the config as it is shipped, on a guest that keeps time by counting instructions, so that
# its ten minutes of grace after boot cost seconds.

# start_shipped: install and start with /etc/fragguard.toml as it came.
start_shipped() {
  install_fragguard
  require "a config is shipped" test -s /etc/fragguard.toml
  sha256sum /etc/fragguard.toml >/run/shipped.sum
  calm
  trace_writes
  start_fragguard
}

# up_for SECONDS: wait until the machine has been up that long.
up_for() {
  local up
  while read -r up _ </proc/uptime; [ "${up%.*}" -lt "$1" ]; do sleep 5; done
}

# held_back: in the first ten minutes an incident may be opened, but nothing is written.
held_back() {
  up_for 590
  need "nothing is written in the first ten minutes" [ "$(written_knobs)" = "" ]
  need "no rung has started" not event_seen rung-started
}

# unharmed: what must hold whatever has happened.
unharmed() {
  need "the config is as shipped" sha256sum --status -c /run/shipped.sum
  need "the service never fell" still_up
}

# at_most_once REMEDY...: none of them ran more often than that.
at_most_once() {
  local remedy
  for remedy; do
    need "$remedy ran at most once" [ "$(event_count rung-started ".remedy == \"$remedy\"")" -le 1 ]
  done
}

# kept_pace REMEDY...: none of them ran again before it had rested for as long as its last run said (counted from the
# end of its writes; it is judged 5 s later).
kept_pace() {
  local remedy early
  for remedy; do
    early=$(journal_events | jq -rs --arg remedy "$remedy" '
      [.[] | select(.remedy == $remedy and (.event == "rung-started" or .event == "rung-finished"))] | sort_by(.mono) |
      [.[:-1], .[1:]] | transpose[] | select(.[0].rests_ms and .[1].event == "rung-started") |
      ((.[1].mono - .[0].mono) / 1000 + 5500 - (.[0].rests_ms | tonumber)) | select(. < 0)')
    need "$remedy ran no sooner than its last run allowed${early:+: by $early ms}" [ -z "$early" ]
  done
}
