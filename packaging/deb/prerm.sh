#!/bin/sh
# Before the binary goes: stop, and see to it that no kernel setting stays tuned.
set -e

state=/var/lib/fragguard/tuned.json
# Of this boot: what was tuned in another one, the kernel has forgotten.
is_tuned() { [ -e "$state" ] && grep -qF -- "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" "$state"; }

case $1 in
  remove)
    if [ -d /run/systemd/system ]; then
      deb-systemd-invoke stop fragguard-metrics.socket fragguard-maintenance.timer fragguard-maintenance.service \
        fragguard.service >/dev/null ||
        true
    fi
    # The guard puts back what is tuned when it stops. The file is there if it could not, or was not running.
    if is_tuned; then
      fragguard restore || true
    fi
    if is_tuned; then
      echo "fragguard: some kernel settings are not put back; $state has the originals" >&2
    fi
    if command -v deb-systemd-helper >/dev/null; then
      deb-systemd-helper disable fragguard.service fragguard-maintenance.timer fragguard-metrics.socket \
        >/dev/null || true
    fi
    ;;
esac
