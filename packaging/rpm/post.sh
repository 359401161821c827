# shellcheck shell=sh
# Starts nothing: FragGuard acts on the whole machine, so that is the administrator's to do. $1: 1 install, 2 upgrade.
if command -v systemctl >/dev/null; then
  if [ "$1" -eq 1 ]; then
    # As this distribution's presets say, and, by the one in this package, they say no.
    systemctl --no-reload preset fragguard.service fragguard-maintenance.timer fragguard-metrics.socket \
      >/dev/null 2>&1 || :
  fi
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload >/dev/null 2>&1 || :
  fi
  journalctl --update-catalog >/dev/null 2>&1 || :
fi
