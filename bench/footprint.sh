#!/usr/bin/env bash
# footprint.sh [SECONDS [STARTS]]: what the guard costs while nothing is wrong, beside what people run today, all at the
# same time at one look a second. In dry run: nothing on this machine is written.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source-path=SCRIPTDIR source=footprint/processes.sh
. "$BENCH/footprint/processes.sh"

readonly SECONDS_LIVE=${1:-600} STARTS=${2:-50}
readonly WARM_UP=10 TRACED_SECONDS=10 SOAK_TICKS=1000000 EXPORTER=127.0.0.1:19100
readonly RAW=$WORK/footprint.json

declare -A pid name
order=()

cleanup() {
  local program
  for program in "${!pid[@]}"; do
    kill "${pid[$program]}" 2>/dev/null || true
  done
  wait 2>/dev/null || true
}
trap cleanup EXIT

# launch KEY NAME COMMAND...: start a program that looks at memory once a second.
launch() {
  local key=$1
  name[$key]=$2
  shift 2
  "$@" > "$WORK/$key.log" 2>&1 &
  pid[$key]=$!
  order+=("$key")
}

launch_all() {
  printf '[sampling]\ninterval = "1s"\nalert_interval = "1s"\n' > "$WORK/one-second.toml"
  launch fragguard "FragGuard" "$NATIVE" run --dry-run --config "$WORK/one-second.toml"
  launch bash "bash, cat, awk, sleep" bash "$BENCH/footprint/bash-loop.sh"
  if has_package earlyoom earlyoom; then
    launch earlyoom "earlyoom $(dpkg-query -W -f='${Version}' earlyoom 2>/dev/null)" earlyoom --dryrun -r 0
  else
    say "earlyoom is not here and cannot be installed: left out"
  fi
  if has_package prometheus-node-exporter prometheus-node-exporter && has_package curl curl; then
    launch node_exporter \
      "node_exporter $(dpkg-query -W -f='${Version}' prometheus-node-exporter 2>/dev/null), buddyinfo only" \
      prometheus-node-exporter --collector.disable-defaults --collector.buddyinfo --web.disable-exporter-metrics \
      --web.listen-address="$EXPORTER"
    scrape &
    pid[scrape]=$!
  else
    say "prometheus-node-exporter or curl is not here and cannot be installed: left out"
  fi
}

# As a Prometheus server would; its own cost is not counted.
scrape() {
  trap 'exit 0' TERM
  while sleep 1; do
    curl -s -o /dev/null --max-time 1 "http://$EXPORTER/metrics" || true
  done
}

put() { printf '  "%s": %s,\n' "$1" "$2" >> "$RAW"; }

begin_live() {
  local key
  for key in "${order[@]}"; do
    kill -0 "${pid[$key]}" 2>/dev/null || die "${name[$key]} has ended: $(tail -n 3 "$WORK/$key.log")"
    cpu_before[$key]=$(cpu_ns "${pid[$key]}")
    switches_before[$key]=$(switches "${pid[$key]}")
    rss_before[$key]=$(memory "${pid[$key]}" Rss)
  done
}

end_live() {
  local key p
  for key in "${order[@]}"; do
    p=${pid[$key]}
    put "$key.name" "\"${name[$key]}\""
    put "$key.cpu_us_per_tick" "$((($(cpu_ns "$p") - cpu_before[$key]) / 1000 / SECONDS_LIVE))"
    put "$key.wakeups_per_second" "$(
      awk -v n="$(($(switches "$p") - switches_before[$key]))" -v s="$SECONDS_LIVE" 'BEGIN { printf "%.1f", n / s }')"
    put "$key.rss_kib" "$(memory "$p" Rss)"
    put "$key.rss_growth_kib" "$(($(memory "$p" Rss) - rss_before[$key]))"
    put "$key.pss_kib" "$(memory "$p" Pss)"
    put "$key.private_dirty_kib" "$(memory "$p" Private_Dirty)"
    put "$key.threads" "$(threads "$p")"
    put "$key.descriptors" "$(descriptors "$p")"
    put "$key.executable_bytes" "$(executable_bytes "$p")"
  done
}

# System calls of all threads while one look a second is taken.
trace_live() {
  if ! has_package strace strace; then
    say "strace is not here and cannot be installed: system calls are not counted"
    return
  fi
  timeout -s INT "$TRACED_SECONDS" strace -f -c -o "$WORK/strace.txt" -p "${pid[fragguard]}" 2>/dev/null || true
  if ! grep -q ' total$' "$WORK/strace.txt"; then
    say "strace may not trace here: system calls are not counted"
    return
  fi
  put fragguard.syscalls_per_tick \
    "$(awk -v s="$TRACED_SECONDS" '/ total$/ { printf "%.1f", $4 / s }' "$WORK/strace.txt")"
}

soak() {
  local out key
  make_tree "$WORK/soak" 3
  out=$("$NATIVE" soak --ticks "$SOAK_TICKS" --root "$WORK/soak")
  for key in ticks ns_per_tick allocated_bytes collections rss_before_kib rss_after_kib \
    descriptors_before descriptors_after; do
    put "soak.$key" "$(number "$key" <<< "$out")"
  done
}

start_often() {
  local out key share times
  compile ready "$BENCH/native/ready.c" "$BENCH/native/harness.c"
  out=$("$WORK/ready" "$STARTS" "$WORK/notify" "$NATIVE" run --dry-run --config "$WORK/one-second.toml")
  for key in ready_us stop_us; do
    times=${out#*"\"$key\":{"}
    for share in min p50 p90 max; do
      put "$key.$share" "$(number "$share" <<< "${times%%\}*}")"
    done
  done
}

sizes() {
  local deb
  put size.executable_bytes "$(stat -c %s "$NATIVE")"
  deb=$(find "$REPO/artifacts/packages" -name 'fragguard_*.deb' 2>/dev/null | head -n 1)
  if [ -n "$deb" ]; then
    put size.deb_bytes "$(stat -c %s "$deb")"
  else
    say "no deb in artifacts/packages: ./build.sh package makes it; its size is left out"
  fi
}

need_native
mkdir -p "$WORK"
declare -A cpu_before switches_before rss_before
line=$(machine_line)
printf '{\n' > "$RAW"
put seconds "$SECONDS_LIVE"
put starts "$STARTS"
launch_all
sleep "$WARM_UP"
begin_live
say "$SECONDS_LIVE s at one look a second: ${order[*]}"
sleep "$SECONDS_LIVE"
end_live
trace_live
cleanup
pid=()
start_often
soak
sizes
sed -i '$ s/,$//' "$RAW"
printf '}\n' >> "$RAW"

directory=$(results)
git -C "$REPO" show "HEAD:./${directory#"$REPO/"}/footprint.json" > "$WORK/footprint.before.json" 2>/dev/null ||
  : > "$WORK/footprint.before.json"
{
  echo "# The guard's footprint"
  echo
  echo "$line."
  echo "$SECONDS_LIVE s live at one look a second in dry run, all programs at the same time; $STARTS starts;" \
    "$SOAK_TICKS ticks back to back."
  echo
  awk -f "$BENCH/footprint/table.awk" "$WORK/footprint.before.json" "$RAW"
} | tee "$directory/footprint.md"
cp "$RAW" "$directory/footprint.json"
