# shellcheck shell=sh
# $1: 0 removal, 1 upgrade: then this is the last script to run, with the new version in place.
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload >/dev/null 2>&1 || :
fi
if [ "$1" -ge 1 ]; then
  if [ -d /run/systemd/system ]; then
    status=0
    errors=$(/usr/bin/fragguard check 2>&1) || status=$?
    # 78: the kept settings have errors for this version. The old guard goes on; started anew, there would be none.
    if [ "$status" -eq 78 ]; then
      printf '%s\n' "$errors" >&2
      echo "fragguard: not restarted, since it would refuse /etc/fragguard.toml; mend that, then:" >&2
      echo "fragguard: systemctl restart fragguard" >&2
    else
      systemctl try-restart fragguard.service >/dev/null 2>&1 || :
    fi
  fi
else
  journalctl --update-catalog >/dev/null 2>&1 || :
fi
