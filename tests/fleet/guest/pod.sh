#!/bin/bash
# pod.sh: in a guest with cgroup v2: the shipped DaemonSet's two containers under runc. Memory is broken up for real and
# healed from within the container, then broken up for good: it shows in the scraped metrics and in what
# node-problem-detector's script answers. With /payload/pod/long it takes its time, and /results/series gets a scrape
# each ten seconds, for pictures.
# shellcheck source-path=SCRIPTDIR source=../../e2e/scenarios/lib/check.sh
. /payload/lib/check.sh
# shellcheck source-path=SCRIPTDIR source=../../e2e/scenarios/lib/memory.sh
. /payload/lib/memory.sh

pod=/payload/pod
# calmly SECONDS: nothing happens for so long, or for twenty times that. A guest skips idle time.
calmly() { if [ -e "$pod/long" ]; then sleep $(($1 * 20)); else sleep "$1"; fi; }
finish() {
  local status=$?
  trap - EXIT
  release
  [ -z "$recorder" ] || kill "$recorder" 2>/dev/null
  cp "$pod"/*.log /results/ 2>/dev/null
  printf '%s checks, %s failed\n' "$checks" "$failures"
  [ "$failures" = 0 ] || status=1
  exit "$status"
}
trap finish EXIT

container() { "$pod/runc" --root /run/runc run --bundle "$pod/$1" "$1" >"$pod/$1.log" 2>&1; }
inside() { local id=$1; shift; "$pod/runc" --root /run/runc exec "$id" "$@"; }
scrape() { inside metrics /busybox wget -q -O - http://127.0.0.1:9817/metrics; }
# metric SERIES: its value in a scrape; total NAME: the sum of all series of that name.
metric() { scrape | awk -v series="$1" '$1 == series { print $2 }'; }
total() { scrape | awk -v name="$1{" 'index($1, name) == 1 { sum += $2 } END { print sum + 0 }'; }
metric_is() { [ "$(metric "$1")" = "$2" ]; }
at_least() { [ "$(total "$1")" -ge "$2" ]; }
# npd RULE STATUS: what the script says to it.
npd() { local status=0; bash "$pod/fragguard-npd.sh" "$1" || status=$?; [ "$status" = "$2" ]; }
record() {
  mkdir -p /results/series
  while :; do
    scrape >"/results/series/$(cut -d' ' -f1 /proc/uptime)" 2>/dev/null
    sleep 10
  done
}
refused() {
  # shellcheck disable=SC2016
  not inside guard /busybox sh -c 'v=$(/busybox cat "$1") && echo "$v" >"$1"' - "$1"
}

require "cgroup v2" [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]
mkdir -p /run/fragguard /var/lib/fragguard
calm
container guard &
guard=$!
require "the guard's container looks" wait_until 60 test -s /run/fragguard/metrics.prom
container metrics &
require "the metrics' container serves them" wait_until 60 scrape
recorder=
if [ -e "$pod/long" ]; then
  record &
  recorder=$!
fi
need "alive" inside guard /usr/bin/fragguard --root /host probe --alive
need "no incident yet" metric_is fragguard_incident_open 0
need "node-problem-detector: contiguous" npd fragmented 0
need "log of JSON lines" grep -q '^{"time":.*"FRAGGUARD_EVENT":"started"' "$pod/guard.log"
for file in /host/proc/sys/kernel/printk /host/sys/fs/cgroup/cgroup.subtree_control /host/sys/kernel/mm/ksm/run; do
  [ ! -e "${file#/host}" ] || need "refused: $file" refused "$file"
done
calmly 20

echo 3 >/proc/sys/vm/drop_caches
fragment anon
require "the zone is short of blocks: $(suitable 4)" [ "$(suitable 4)" -lt 500 ]
require "an incident shows in the scrape" wait_until 120 at_least fragguard_incidents_total 1
require "it is healed from within the container" wait_until 180 metric_is fragguard_incident_open 0
need "by compaction" metric_is 'fragguard_rungs_total{remedy="compact_memory",outcome="recovered"}' 1
need "blocks were gained: $(metric 'fragguard_rung_gained_blocks_total{remedy="compact_memory"}')" \
  [ "$(metric 'fragguard_rung_gained_blocks_total{remedy="compact_memory"}')" -gt 1000 ]
need "the kernel agrees: $(suitable 4)" suitable_at_least 3000 4
need "node-problem-detector: contiguous again" wait_until 60 npd fragmented 0
calmly 10
release
calmly 20

fragment pin
require "nothing heals pinned memory: exhausted" wait_until 300 metric_is fragguard_ladder_exhausted 1
need "node-problem-detector: fragmented" wait_until 60 npd fragmented 1
need "node-problem-detector: unhealed" wait_until 60 npd unhealed 1
need "the label for node-feature-discovery" wait_until 60 grep -q 'fragguard.state=exhausted' /run/fragguard/features
calmly 20
release
require "healthy when the pages are gone" wait_until 300 metric_is fragguard_incident_open 0
need "node-problem-detector: healed" wait_until 60 npd unhealed 0
calmly 20

peak=$(cat /sys/fs/cgroup/fragguard-guest-guard/memory.peak /sys/fs/cgroup/fragguard-guest-guard/memory.current \
  2>/dev/null | head -n 1)
need "16 MiB suffice: $peak" between "$peak" 1 16777216
[ -z "$recorder" ] || kill "$recorder"
"$pod/runc" --root /run/runc kill guard TERM
wait "$guard"
need "SIGTERM ends it with 0" [ $? = 0 ]
need "a clean stop shows" metric_is fragguard_up 0
need "node-problem-detector: unknown" npd fragmented 2
"$pod/runc" --root /run/runc kill metrics TERM
