#!/bin/sh
# Starts and enables nothing: FragGuard acts on the whole machine, so that is the administrator's to do. The catalog and
# the manual pages are taken up by the triggers of systemd and man-db.
set -e

case $1 in
  configure)
    # So that removal knows which links the administrator's `systemctl enable` may have made.
    if command -v deb-systemd-helper >/dev/null; then
      deb-systemd-helper update-state fragguard.service fragguard-maintenance.timer fragguard-metrics.socket \
        >/dev/null || true
    fi
    if [ -d /run/systemd/system ]; then
      systemctl --system daemon-reload >/dev/null || true
      # $2 is the version that was configured before: this is an upgrade.
      if [ -n "$2" ]; then
        status=0
        errors=$(fragguard check 2>&1) || status=$?
        # 78: the kept settings have errors for this version. The old guard goes on; started anew, there would be none.
        if [ "$status" = 78 ]; then
          printf '%s\n' "$errors" >&2
          echo "fragguard: not restarted, since it would refuse /etc/fragguard.toml; mend that, then:" >&2
          echo "fragguard: systemctl restart fragguard" >&2
        else
          deb-systemd-invoke try-restart fragguard.service >/dev/null || true
        fi
      fi
    fi
    ;;
esac
