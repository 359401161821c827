# shellcheck shell=sh
# Before the binary goes: stop, and see to it that no kernel setting stays tuned. $1: 0 removal, 1 upgrade.
if [ "$1" -eq 0 ]; then
  if command -v systemctl >/dev/null; then
    systemctl --no-reload disable fragguard.service fragguard-maintenance.timer >/dev/null 2>&1 || :
    if [ -d /run/systemd/system ]; then
      systemctl stop fragguard-maintenance.timer fragguard-maintenance.service fragguard.service >/dev/null 2>&1 || :
    fi
  fi
  # The guard puts back what is tuned when it stops. The file is there if it could not, or was not running.
  if [ -e /var/lib/fragguard/tuned.json ]; then
    /usr/bin/fragguard restore ||
      echo "fragguard: some kernel settings are not put back; /var/lib/fragguard/tuned.json has the originals" >&2
  fi
fi
