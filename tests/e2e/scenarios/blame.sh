#!/bin/bash
# blame: who breaks memory up is named by the kernel's own tracepoints: nobody while all is calm, the fragmenter while
# it fills memory with kernel pages; nothing of the tracing stays behind, not even after SIGKILL.
# guest: -m 768 -t 300
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

guard=/payload/product/fragguard
instances() { find /sys/kernel/tracing/instances -mindepth 1 -maxdepth 1 -name 'fragguard-*' | wc -l; }

calm
if [ -n "$deb" ]; then install_fragguard && guard=$(command -v fragguard); fi
"$guard" blame --for 5s >/results/calm.txt
cat /results/calm.txt
need "nobody is blamed while all is calm" grep -q 'Nobody broke memory up' /results/calm.txt

"$guard" blame --for 25s --json >/results/pipe.json &
blame=$!
sleep 2
fragment pipe
wait "$blame"
jq -c '{cause, events, lost, counted_by, cpu_ms, culprits: .culprits[:3], victims: .victims[:3]}' /results/pipe.json
need "the fragmenter is named first" [ "$(jq -r '.culprits[0].comm' /results/pipe.json)" = fragment ]
need "with nearly all of it" jq -e '.culprits[0].unmovable * 2 > ([.culprits[].unmovable] | add)' /results/pipe.json
need "the kernel itself counted" jq -e '.counted_by == "histogram"' /results/pipe.json
need "the cause is a sentence" jq -e '.cause | test("broken up by fragment")' /results/pipe.json
release

"$guard" blame --for 15s --stacks >/results/stacks.txt &
blame=$!
sleep 2
fragment pipe
wait "$blame"
cat /results/stacks.txt
need "stacks show how the pages were taken" grep -qE 'alloc_pages|get_page_from_freelist|rmqueue' /results/stacks.txt
release

"$guard" blame --for 60s &
blame=$!
sleep 3
kill -9 "$blame"
wait "$blame" 2>/dev/null
need "a killed blame leaves its instance" [ "$(instances)" = 1 ]
"$guard" blame --for 1s 2>/results/cleaned.txt
need "the next one says so: $(cat /results/cleaned.txt)" \
  grep -q 'left by a process that was killed; removed' /results/cleaned.txt
need "nothing stays behind" [ "$(instances)" = 0 ]

umount /sys/kernel/tracing
"$guard" blame --for 1s >/dev/null
need "without tracefs it mounts it" [ $? = 0 ]
need "and takes it away again" not mountpoint -q /sys/kernel/tracing
runuser -u nobody -- "$guard" blame --for 1s
need "without root: exit status 77" [ $? = 77 ]

fragment anon
"$guard" report >/results/report.txt
cat /results/report.txt
need "report shows the fragmenter" grep -q fragment /results/report.txt
"$guard" report --json | jq -e '.holders | length > 3' >/dev/null
need "report as JSON" [ $? = 0 ]
runuser -u nobody -- "$guard" report >/results/report-nobody.txt
need "report as nobody names what it cannot read" grep -q 'What could not be read' /results/report-nobody.txt
release

# The guard itself watches while an incident is open, and the message of its exhausted ladder names the culprit.
mount -t tracefs tracefs /sys/kernel/tracing
install_fragguard
mkdir -p /etc/systemd/system/fragguard.service.d
printf '[Service]\nReadWritePaths=-/sys/kernel/tracing/instances\n' \
  >/etc/systemd/system/fragguard.service.d/incident-blame.conf
systemctl daemon-reload
{
  base_config
  printf '[incident]\nblame = true\n'
  drop_then_compact
} | write_config
start_fragguard
fragment pipe
require "the ladder ends" wait_event 240 ladder-exhausted
message=$(event ladder-exhausted | head -1 | field message)
# The fragmenter was done before the incident opened: what the guard saw may be that nobody goes on.
need "the message says who took blocks meanwhile: $message" matches "$message" 'broken up by|Nobody broke memory up'
release
require "the incident closes" wait_event 90 incident-closed
need "and nothing of the tracing stays" wait_until 10 test "$(instances)" = 0
need "the service never fell" still_up
