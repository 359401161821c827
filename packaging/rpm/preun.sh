# shellcheck shell=sh
# Before the binary goes: stop, and see to it that no kernel setting stays tuned. $1: 0 removal, 1 upgrade.
if [ "$1" -eq 0 ]; then
  if command -v systemctl >/dev/null; then
    systemctl --no-reload disable fragguard.service fragguard-maintenance.timer fragguard-metrics.socket \
      >/dev/null 2>&1 || :
    if [ -d /run/systemd/system ]; then
      systemctl stop fragguard-metrics.socket fragguard-maintenance.timer fragguard-maintenance.service \
        fragguard.service >/dev/null 2>&1 || :
    fi
  fi
  # The guard puts back what is tuned when it stops. The file is there if it could not, or was not running. Of this
  # boot: what was tuned in another one, the kernel has forgotten.
  state=/var/lib/fragguard/tuned.json
  is_tuned() { [ -e "$state" ] && grep -qF -- "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" "$state"; }
  if is_tuned; then
    /usr/bin/fragguard restore || :
  fi
  if is_tuned; then
    echo "fragguard: some kernel settings are not put back; $state has the originals" >&2
  fi
fi
