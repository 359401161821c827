#!/bin/bash
# remedies: every remedy there is, in the shipped sandbox and its documented drop-ins, against memory that nothing
# mends, so that all rungs are tried. Each does to the kernel what it says, or says why this kernel cannot.
# guest: -m 768 -t 600
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

readonly EXAMPLES=/usr/share/doc/fragguard/examples DROP_INS=/etc/systemd/system/fragguard.service.d
readonly HOOK=/usr/local/sbin/told CGROUP=/sys/fs/cgroup/system.slice/reclaimed.service

[ -n "$deb" ] || skip "the drop-ins come with the deb"

# ran REMEDY: it was started, and did not fail.
ran() { event_seen rung-finished ".remedy == \"$1\" and .outcome != \"failed\""; }

# off REMEDY: the guard said once, in words, that it never runs here.
off() { event warning | jq -r .message | grep -q "$1 is off: "; }

calm
echo 20 >/proc/sys/vm/compaction_proactiveness 2>/dev/null # nudge_kcompactd writes back what is there.
install_fragguard
install -D -m 644 -t "$DROP_INS" "$EXAMPLES/flag-reboot.conf" "$EXAMPLES/cgroup-reclaim.conf" "$EXAMPLES/hook.conf"
systemctl daemon-reload
# The hook writes where the guard may; who it says it is comes from its environment.
install -D -m 755 /dev/stdin "$HOOK" <<'SH'
#!/bin/sh
echo "$1: incident $FRAGGUARD_INCIDENT at order $FRAGGUARD_ORDER, compaction $FRAGGUARD_TRIED_COMPACT_MEMORY" \
  >/run/fragguard/hook-ran
SH
systemd-run --quiet --unit reclaimed.service sleep infinity
{
  base_config
  rung nudge_kcompactd 'settle = "1s"'
  rung reclaim 'amount = "4MiB"' 'cgroup = "system.slice/reclaimed.service"' 'settle = "1s"'
  rung reclaim 'amount = "4MiB"' 'settle = "1s"'
  drop_then_compact
  rung tune 'set = { "vm.swappiness" = 10, "thp.defrag" = "defer" }' 'settle = "1s"'
  rung flag_reboot 'file = "/var/run/reboot-required"'
  rung hook "command = [\"$HOOK\", \"told\"]"
} | write_config
fragment pipe
trace_writes
start_fragguard
require "an incident opens" wait_event 60 incident-opened
require "the ladder ends" wait_event 240 ladder-exhausted
need "the hook ends the ladder" wait_event 60 rung-finished '.remedy == "hook"'
snap after
show_events
wrote=$(written_knobs | paste -sd ' ')
say "written: $wrote"

need "drop_caches ran" ran drop_caches
need "and was written" contains "$wrote" /proc/sys/vm/drop_caches
need "compact_memory ran" ran compact_memory
need "and was written" contains "$wrote" /sys/devices/system/node/node0/compact
need "tune ran" ran tune
need "swappiness is tuned" [ "$(cat /proc/sys/vm/swappiness)" = 10 ]
need "THP is tuned" contains "$(cat /sys/kernel/mm/transparent_hugepage/defrag)" '[defer]'
if [ "$(uname -r | cut -d. -f1)" -ge 6 ]; then
  need "nudge_kcompactd ran" ran nudge_kcompactd
  need "and was written" contains "$wrote" /proc/sys/vm/compaction_proactiveness
else
  need "nudge_kcompactd is off here" off nudge_kcompactd
fi
if [ -e "$CGROUP/memory.reclaim" ]; then
  need "reclaim from a cgroup ran" opened "$CGROUP/memory.reclaim"
else
  need "reclaim from a cgroup is off here" off reclaim
fi
if [ -e /sys/devices/system/node/node0/reclaim ]; then
  need "reclaim from a node ran" contains "$wrote" /sys/devices/system/node/node0/reclaim
fi
need "a reboot is flagged" test -e /var/run/reboot-required
need "the hook ran, and knew of what: $(cat /run/fragguard/hook-ran)" \
  matches "$(cat /run/fragguard/hook-ran)" '^told: incident [0-9]+ at order 4, compaction [a-z-]+'
need "the service never fell" still_up
need "stop" systemctl stop fragguard
need "swappiness is put back" [ "$(cat /proc/sys/vm/swappiness)" = 60 ]
