#!/bin/bash
# bed: the bed itself, without FragGuard: does each mode of the fragmenter do what it says on this kernel, against the
# kernel's own drop_caches and compact_memory? And does the allocator really fail when the module asks it to?
# guest: -m 768 -t 480
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

linux=$(uname -r)
calm

# ladder MODE: fragment, drop caches, compact twice, let go; leaves what was unusable at order 9 after each step. Dirty
# pages are written out first: on Linux 7 a dirty large folio ends a compaction.
ladder() {
  fragment "$1"
  fragmented=$(unusable 9)
  sleep 2
  echo 3 >/proc/sys/vm/drop_caches
  sleep 1
  snap "$1-drop-caches"
  dropped=$(unusable 9)
  sync
  echo 1 >/proc/sys/vm/compact_memory
  echo 1 >/proc/sys/vm/compact_memory
  sleep 1
  snap "$1-compact-memory"
  compacted=$(unusable 9)
  release
  sleep 1
  released=$(unusable 9)
  need "$1: fragmented, $fragmented permille unusable at order 9" between "$fragmented" 900 1000
  need "$1: whole again when released, $released" between "$released" 0 300
}

need "a fresh guest is whole: $(unusable 9)" between "$(unusable 9)" 0 100
ladder cache
need "cache: drop_caches mends it, $dropped" between "$dropped" 0 300
ladder anon
need "anon: drop_caches does not, $dropped" between "$dropped" 800 1000
need "anon: compact_memory does, $compacted" between "$compacted" 0 300
ladder pin
need "pin: nothing mends it, $dropped, $compacted" between "$compacted" 800 1000
ladder pipe
need "pipe: nothing mends it, $dropped, $compacted" between "$compacted" 800 1000

if modprobe fragguard_pgfail 2>/dev/null; then
  echo "4 atomic 10" >/proc/fragguard_pgfail
  told=$(cat /proc/fragguard_pgfail)
  need "unfragmented, order 4 is served: $told" contains "$told" failed=0
  fragment pipe
  echo "4 atomic" >/proc/fragguard_pgfail
  told=$(cat /proc/fragguard_pgfail)
  need "fragmented, it fails: $told" contains "$told" failed=1
  need "and the kernel says so" wait_until 20 kernel_said 'bash: page allocation failure: order:4, mode:'
else
  say "note: no failure module for $linux"
fi
need "systemd is content" [ "$(systemctl is-system-running)" = running ]
