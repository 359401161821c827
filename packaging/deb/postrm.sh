#!/bin/sh
# What was made while it ran goes with the package; what it has learnt goes when the package is purged.
set -e

case $1 in
  remove)
    rm -rf /run/fragguard
    if [ -d /run/systemd/system ]; then
      systemctl --system daemon-reload >/dev/null || true
    fi
    ;;
  purge)
    rm -rf /run/fragguard /var/lib/fragguard
    if command -v deb-systemd-helper >/dev/null; then
      deb-systemd-helper purge fragguard.service fragguard-maintenance.timer >/dev/null || true
    fi
    ;;
esac
