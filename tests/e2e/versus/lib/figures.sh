# shellcheck shell=bash
# shellcheck disable=SC2154  # guest.sh sets what is not set here.
# figures.sh: what a contender made of a situation, as one JSON object.

counters='pgpgin workingset_refault_file pgmigrate_success compact_migrate_scanned drop_pagecache drop_slab
  compact_stall pgsteal_kswapd pgsteal_direct thp_fault_fallback'

# count_from: the window begins now.
count_from() {
  local name
  began=$(cut -d. -f1 /proc/uptime)
  for name in $counters; do start[$name]=$(vmstat_of "$name"); done
  start[allocstall]=$(alloc_stalls)
  start[cpu]=$(contender_cpu_ms)
  start[system]=$(system_ms)
  start[threads]=$(threads_ms)
  start[memory]=$(stalled_us memory some)
  start[memory_full]=$(stalled_us memory full)
  start[io]=$(stalled_us io some)
  : >/run/look-ups
  watch_knobs
}
declare -A start

since() { echo $(($(vmstat_of "$1") - start[$1])); }
alloc_stalls() { awk '/^allocstall/ { sum += $2 } END { print sum + 0 }' /proc/vmstat; }
# system_ms: time in the kernel, threads_ms: of it, in kcompactd and kswapd, by the tick.
system_ms() { awk '$1 == "cpu" { print ($4 + $7 + $8) * 10 }' /proc/stat; }
threads_ms() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk '$2 ~ /^\((kcompactd|kswapd)/ { sum += $15 } END { print sum * 10 }'
}
# stalled_us memory|io some|full: microseconds that PSI has counted.
stalled_us() { sed -n "s/^$2 .*total=//p" "/proc/pressure/$1" 2>/dev/null | grep . || echo 0; }

# watch_knobs: from now on, whatever opens a kernel setting for writing is counted.
watch_knobs() {
  # shellcheck disable=SC2016  # The kernel reads $arg.
  echo 'p:bed/opened do_sys_openat2 name=+0($arg2):ustring flags=+0($arg3):x64' >"$tracing"/kprobe_events
  echo 'flags & 3' >"$tracing"/events/bed/opened/filter
  echo >"$tracing"/trace
  echo 1 >"$tracing"/events/bed/opened/enable
}

# knob_writes: of them, those of memory management.
knob_writes() {
  grep -cE 'name="(/proc/sys/vm/|/sys/kernel/mm/|/sys/devices/system/node/)' "$tracing"/trace
}

# blocks_over_time ORDER FLOOR SECONDS: from the trace of this guest, since the window began: share of seconds with at
# least so many blocks in permille, seconds until there were that many, and the fewest, median and last number.
blocks_over_time() {
  awk -v order="$1" -v floor="$2" -v from="$began" -v to=$((began + $3)) -v zone="$(main_zone)" '
    /^@/ { at = $2 }
    $1 == "Node" && $4 == zone && at >= from && at < to {
      blocks = 0
      for (o = order; o <= NF - 5; o++) blocks += $(o + 5) * 2 ^ (o - order)
      print at - from, blocks
    }' /results/buddyinfo.trace | sort -k2,2n -k1,1n | awk -v floor="$2" '
    { blocks[NR] = $2; if ($1 >= end) { end = $1; last = $2 } }
    $2 >= floor { enough++; if (first == "" || $1 < first) first = $1 }
    END {
      printf "{\"samples\":%d,\"permille\":%d,\"usable_after_s\":%s,", NR, NR ? enough * 1000 / NR : 0,
        first == "" ? "null" : sprintf("%.1f", first)
      printf "\"fewest\":%d,\"median\":%d,\"last\":%d}\n", blocks[1], blocks[int((NR + 1) / 2)], last
    }'
}

# figures SECONDS: the object.
figures() {
  local name deltas='' events='[]'
  for name in $counters; do deltas+="\"$name\":$(since "$name"),"; done
  if [ "$unit" = fragguard ]; then
    events=$(journal_events | jq -cs '[.[] | select(.event == "rung-finished" and .outcome != "skipped") |
      "\(.remedy):\(.outcome)"] | group_by(.) | map({(.[0]): length}) | add // {}')
  fi
  jq -cn --arg kernel "$(uname -r)" --arg mode "$mode" --arg contender "$contender" --argjson run "$run" \
    --argjson seed "$seed" --argjson seconds "$1" --argjson order4 "$(blocks_over_time 4 64 "$1")" \
    --argjson order9 "$(blocks_over_time 9 32 "$1")" --argjson counters "{${deltas%,}}" \
    --argjson allocstall $(($(alloc_stalls) - start[allocstall])) --argjson writes "$(knob_writes)" \
    --argjson system_ms $(($(system_ms) - start[system])) --argjson threads_ms $(($(threads_ms) - start[threads])) \
    --argjson cpu_ms $(($(contender_cpu_ms) - start[cpu])) \
    --argjson memory_some_us $(($(stalled_us memory some) - start[memory])) \
    --argjson memory_full_us $(($(stalled_us memory full) - start[memory_full])) \
    --argjson io_some_us $(($(stalled_us io some) - start[io])) --argjson rungs "$events" \
    --argjson look_ups_ms "$(jq -cs 'sort' /run/look-ups)" \
    '{$kernel, $mode, $contender, $run, $seed, $seconds, $order4, $order9,
      read_mb: ($counters.pgpgin / 1024 | floor), moved_pages: $counters.pgmigrate_success,
      drops: ($counters.drop_pagecache + $counters.drop_slab), $writes, $cpu_ms, $system_ms, $threads_ms,
      $memory_some_us, $memory_full_us,
      $io_some_us, $allocstall, $look_ups_ms, $rungs, $counters}'
}
