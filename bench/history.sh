#!/usr/bin/env bash
# history.sh [ROUNDS]: `fragguard history` over a million records of the guard, as `journalctl -o json` prints them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ROUNDS=${1:-3} RECORDS=1000000
readonly JOURNAL=$WORK/journal.json

# Incidents of four records each, with the fields that journald adds to every record.
make_journal() {
  awk -v records="$RECORDS" 'BEGIN {
    split("incident-opened rung-started rung-finished incident-closed", name, " ")
    for (i = 0; i < records; i++) {
      printf "{\"__CURSOR\":\"s=739ad463348b4ceca5a9e69c95a3c93f;i=%x;b=4ece7331505e4adc9d5b\",", i
      printf "\"__REALTIME_TIMESTAMP\":\"%d000000\",\"__MONOTONIC_TIMESTAMP\":\"%d\",", 1763600000 + i * 3, i
      printf "\"_BOOT_ID\":\"6c7c6013a26343b29e964691ff25d04c\",\"_HOSTNAME\":\"node-1\",\"_UID\":\"0\",\"_GID\":\"0\","
      printf "\"_COMM\":\"fragguard\",\"_EXE\":\"/usr/bin/fragguard\",\"_CMDLINE\":\"/usr/bin/fragguard run\","
      printf "\"_SYSTEMD_UNIT\":\"fragguard.service\",\"_SYSTEMD_CGROUP\":\"/system.slice/fragguard.service\","
      printf "\"_TRANSPORT\":\"journal\",\"PRIORITY\":\"5\",\"SYSLOG_IDENTIFIER\":\"fragguard\","
      printf "\"MESSAGE_ID\":\"fb409319e8ce56b59adf9ef6093f88bb\",\"FRAGGUARD_EVENT\":\"%s\",", name[i % 4 + 1]
      printf "\"FRAGGUARD_INCIDENT\":\"%d\",\"FRAGGUARD_NODE\":\"0\",\"FRAGGUARD_ZONE\":\"Normal\",", i / 4
      printf "\"FRAGGUARD_ORDER\":\"4\",\"FRAGGUARD_WATCH\":\"contiguous-64k\",\"FRAGGUARD_REMEDY\":\"drop_caches\","
      printf "\"FRAGGUARD_OUTCOME\":\"recovered\",\"FRAGGUARD_REASON\":\"healed-by-rung\","
      printf "\"FRAGGUARD_GAIN\":\"%d\",", i % 997
      printf "\"FRAGGUARD_DURATION_MS\":\"220\",\"FRAGGUARD_STALL_MS\":\"%d\",", i % 401
      printf "\"FRAGGUARD_REREAD_BYTES\":\"1048576\","
      print "\"MESSAGE\":\"rung 1 drop_caches: recovered: 3 -> 1187 blocks of order 4 (+1184) in 0.2 s\"}"
    } }' >"$JOURNAL"
}

need_native
mkdir -p "$WORK"
[ -s "$JOURNAL" ] || make_journal
line=$(machine_line)
times=() peak=0
for ((round = 0; round < ROUNDS; round++)); do
  begin=$(date +%s%N)
  "$NATIVE" history "$JOURNAL" >"$WORK/history.out" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    kib=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status" 2>/dev/null || true)
    [ "${kib:-0}" -le "$peak" ] || peak=$kib
    sleep 0.05
  done
  wait "$pid"
  times+=($((($(date +%s%N) - begin) / 1000000)))
done
mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)

directory=$(results)
printf '{\n  "records": %d,\n  "bytes": %d,\n  "median_ms": %d,\n  "max_ms": %d,\n  "peak_rss_kib": %d\n}\n' \
  "$RECORDS" "$(stat -c %s "$JOURNAL")" "${times[ROUNDS / 2]}" "${times[ROUNDS - 1]}" "$peak" >"$directory/history.json"
echo "history: $RECORDS records in ${times[ROUNDS / 2]} ms, at most $peak KiB ($line)"
