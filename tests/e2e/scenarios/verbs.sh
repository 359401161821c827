#!/bin/bash
# verbs: what a person reaches for, once an incident was healed (anon) and while one cannot be (pipe): each verb answers
# in words and as JSON, with the exit status that its manual page gives, and tells the same story.
# guest: -m 768 -t 480
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

# ask NAME EXPECTED VERB...: what the verb says goes to the output and to /results/NAME.txt.
ask() {
  local name=$1 expected=$2 status
  shift 2
  printf '$ fragguard %s\n' "$*"
  "$guard" "$@" >"/results/$name.txt" 2>"/results/$name.err"
  status=$?
  cat "/results/$name.err" "/results/$name.txt"
  need "$name: exit status $expected, it was $status" [ "$status" = "$expected" ]
}

# ask_json NAME EXPECTED FACT VERB...: FACT holds of its JSON, by jq over all lines.
ask_json() {
  local name=$1 expected=$2 fact=$3
  shift 3
  ask "$name" "$expected" "$@" >/dev/null
  need "$name: $fact" jq -es "$fact" "/results/$name.txt"
}

# says NAME REGEX
says() { need "$1 says: $2" grep -qE -- "$2" "/results/$1.txt"; }

calm
install_fragguard
guard=$(command -v fragguard || echo /payload/product/fragguard)
{
  base_config
  drop_then_compact
} | write_config
start_fragguard
ask healthy-probe 0 probe
ask healthy-status 0 status --check

"$guard" record --for 60s /results/recorded.trace >/results/record.txt 2>&1 &
record=$!
fragment anon
require "the incident is healed" wait_event 120 incident-closed
wait "$record"
cat /results/record.txt
need "record ends with what it saw" grep -qE 'samples' /results/record.txt
need "and proposes a floor" grep -qE 'floor' /results/record.txt

ask anon-status 0 status
says anon-status 'running for'
ask anon-history 0 history
says anon-history 'compact_memory'
ask_json anon-history-json 0 'any(.[]; .type == "incident" and (.tried | length) > 0)' history --json
ask anon-report 0 report
says anon-report 'fragment'
ask_json anon-report-json 0 '.[0] | (.programs | length > 0) and (.holders | length > 0)' report --json
ask anon-page 0 report --html /results/anon.html
ask anon-pages 0 history --html /results/anon-history.html
ask anon-suggest 0 suggest /results/recorded.trace
says anon-suggest 'floor'
ask anon-replay 0 replay /results/recorded.trace --config /etc/fragguard.toml
says anon-replay 'incident'
ask anon-failures 0 failures
ask anon-ensure 0 ensure --order 4 --blocks 64
ask anon-blame 0 blame --for 3s
ask anon-metrics 0 metrics
says anon-metrics '^fragguard_incidents_total.* 1$'
release

fragment pipe
require "the ladder ends" wait_event 240 ladder-exhausted
# At once: the ladder is climbed again after a while, and is not exhausted then.
ask pipe-status 1 status --check
ask_json pipe-status-json 0 '.[0].daemon.exhausted' status --json
says pipe-status 'exhausted'
ask pipe-probe 1 probe
ask pipe-report 0 report
says pipe-report 'Unmovable|unmovable'
says pipe-report 'fragment'
ask_json pipe-report-json 0 '.[0].advice | length > 0' report --json
ask pipe-page 0 report --html /results/pipe.html
ask pipe-history 0 history
says pipe-history 'exhausted'
ask pipe-check 0 check --system
ask pipe-blame 0 blame --for 3s
release
require "the incident closes when the cause is gone" wait_event 60 incident-closed
wait_until 20 "$guard" probe   # The line for others follows the incident by a moment.
ask end-probe 0 probe
need "the service never fell" still_up
