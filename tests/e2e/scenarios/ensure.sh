#!/bin/bash
# ensure: make it so or fail. There already: no write at all. Movable memory in pieces: made so, exit 0. Kernel pages
# that cannot move: exit 1 with the cause in words. Beside a running guard it works as well.
# guest: -m 768 -t 480
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

# run NAME EXPECTED ARGUMENT...: ensure with these arguments exits so; what it says goes to the output and /results.
run() {
  local name=$1 expected=$2 status
  shift 2
  "$guard" ensure "$@" >"/results/$name.txt" 2>"/results/$name.err"
  status=$?
  cat "/results/$name.err" "/results/$name.txt"
  need "$name: exit status $expected, it was $status" [ "$status" = "$expected" ]
}

calm
install_fragguard
guard=$(command -v fragguard || echo /payload/product/fragguard)
{
  base_config
  drop_then_compact
} | write_config

trace_writes
run there 0 --order 4 --blocks 64
need "it was there: no kernel file was written" [ "$(written_knobs)" = "" ]

fragment anon
run dry 1 --order 4 --blocks 256 --dry-run
need "a dry run writes nothing" [ "$(written_knobs)" = "" ]
run anon 0 --order 4 --blocks 3000   # Far more than dropping the little cache gives.
need "the blocks are there" suitable_at_least 3000 4
need "compaction did it" grep -q 'compact_memory recovered' /results/anon.txt
release

fragment pipe
run pipe 1 --order 4 --blocks 4000 --json --force --timeout 60s
need "it says how many are there" jq -e '.there < 4000 and (.rungs | length) > 0' /results/pipe.txt
need "and why not" jq -e '.why | test("likely cause")' /results/pipe.txt
release

# The guard has learnt nothing yet and is not in a hurry: ensure acts, one writer at a time.
{
  echo 'dry_run = false'
  base_config 64 10m
  drop_then_compact
} | write_config
start_fragguard
fragment anon
run beside 0 --order 4 --blocks 256 --timeout 90s
need "beside a running guard the blocks are there" suitable_at_least 256 4
need "the guard never fell" still_up
need "status tells how long it runs" "$guard" status --json
"$guard" status | sed 's/^/  /'
need "status says so" bash -c "'$guard' status | grep -q 'running for'"
release

run nobody 0 --order 0 --blocks 1
runuser -u nobody -- "$guard" ensure --order 4 --blocks 900000 >/results/denied.txt 2>&1
status=$?
need "without root and not there: exit status 77, it was $status: $(cat /results/denied.txt)" [ "$status" = 77 ]
"$guard" history --json >/results/history.json
need "history knows the rungs of ensure" \
  jq -es 'map(select(.type == "remedy" and .tried > 0)) | length > 0' /results/history.json
"$guard" history
