# shellcheck shell=bash
# memory.sh: make memory fragmented, keep the kernel from mending it by itself, and write down how it looks.

: "${here:=/payload}"
fragment_pid=''
snaps=0

# main_zone: the one with nearly all of a guest's memory: below 3 GB x86-64 has it in DMA32, arm64 in DMA.
main_zone() { if [ "$(uname -m)" = aarch64 ]; then echo DMA; else echo DMA32; fi; }

# calm: stop the kernel's own healing and hoarding, so that what happens to the free lists is what FragGuard did:
# proactive compaction (mends movable fragmentation within seconds), the watermark boost (wakes kswapd and kcompactd),
# and the per-CPU page lists (each CPU keeps thousands of freed pages; mended blocks do not show). Files that this
# kernel does not have are passed over.
calm() {
  local setting file
  for setting in compaction_proactiveness=0 watermark_boost_factor=0 \
    percpu_pagelist_high_fraction=10000 percpu_pagelist_fraction=10000; do
    file=/proc/sys/vm/${setting%=*}
    if [ -e "$file" ]; then echo "${setting#*=}" >"$file" 2>/dev/null; fi
  done
  return 0
}

# fragment MODE [option]...: start the fragmenter (cache, anon, pin or pipe; options as in fragment.c, order 4 by
# default) and wait until it holds the state; `release` ends it.
fragment() {
  local mode=$1
  shift
  rm -f /run/fragment.ready
  "$here/fragment" -m "$mode" -r /run/fragment.ready "$@" &
  fragment_pid=$!
  while [ ! -e /run/fragment.ready ]; do
    kill -0 "$fragment_pid" 2>/dev/null || require "the fragmenter reaches its state" false
    sleep 0.2
  done
  snap "fragmented-$mode"
}

# release: end the fragmenter; all it held is free again.
release() {
  if [ -z "$fragment_pid" ]; then return 0; fi
  kill "$fragment_pid" 2>/dev/null
  wait "$fragment_pid" 2>/dev/null
  fragment_pid=''
}

# suitable ORDER [NODE [ZONE]]: blocks of that order that could be handed out now: sum of n[o] << (o - ORDER).
suitable() {
  awk -v k="$1" -v node="${2:-0}," -v zone="${3:-$(main_zone)}" '$2 == node && $4 == zone {
    for (o = k; o <= NF - 5; o++) sum += $(o + 5) * 2 ^ (o - k)
    print sum + 0 }' /proc/buddyinfo
}
suitable_at_least() { [ "$(suitable "$2" "${3:-0}" "${4:-$(main_zone)}")" -ge "$1" ]; }

# unusable ORDER [NODE [ZONE]]: the share of free pages, in permille, that is of no use for that order.
unusable() {
  awk -v k="$1" -v node="${2:-0}," -v zone="${3:-$(main_zone)}" '$2 == node && $4 == zone {
    for (o = 0; o <= NF - 5; o++) { p = $(o + 5) * 2 ^ o; total += p; if (o >= k) fit += p }
    print total ? int((total - fit) * 1000 / total) : 0 }' /proc/buddyinfo
}

# kernel_said REGEX: the kernel log has a line like that.
kernel_said() { dmesg | grep -qE -- "$1"; }

vmstat_of() { awk -v k="$1" '$1 == k { print $2; found = 1 } END { if (!found) print 0 }' /proc/vmstat; }

# snap NAME: how memory looks now, to the output and to /results; counters as the difference to the snap before.
snap() {
  local file keys='^(compact_|pgmigrate_|drop_|pgsteal_kswapd|allocstall_|workingset_refault_file)'
  snaps=$((snaps + 1))
  file=$(printf '/results/snap-%02d-%s.txt' "$snaps" "$1")
  grep -E "$keys" /proc/vmstat >/run/snap.now
  [ -e /run/snap.last ] || cp /run/snap.now /run/snap.last
  {
    printf '=== %s (uptime %s)\n' "$1" "$(cut -d' ' -f1 /proc/uptime)"
    sed 's/^/  free blocks: /' /proc/buddyinfo
    sed 's/^/  unusable:    /' /sys/kernel/debug/extfrag/unusable_index 2>/dev/null
    printf '  since the last:'
    paste -d' ' /run/snap.last /run/snap.now | awk '$4 != $2 { printf " %s+%d", $1, $4 - $2 } END { print "" }'
    awk '/^(MemFree|MemAvailable|Cached|AnonPages|SReclaimable|SUnreclaim):/ { printf " %s%d MB", $1, $2 / 1024 }
      END { print "" }' /proc/meminfo
  } | tee "$file"
  cp /run/snap.now /run/snap.last
}

# record_buddyinfo FILE: one sample a second until killed, as a trace that `fragguard replay` reads. No process is
# started for a sample: a fork is dear in an emulated guest.
record_buddyinfo() {
  local up lines
  exec 9<> <(:)
  printf '# fragguard-trace 1\n' >"$1"
  while :; do
    read -r up _ </proc/uptime
    mapfile -t lines </proc/buddyinfo
    { printf '@ %s\n> proc/buddyinfo\n' "$up"; printf '%s\n' "${lines[@]}"; } >>"$1"
    read -r -t 1 -u 9
  done
}
