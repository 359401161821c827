#!/bin/sh
# uninstall.sh [--prefix DIR] [--destdir DIR] [--purge]: remove what install.sh has installed below DIR.
# Tuned kernel settings are put back first. With --purge the config and the state go, too.
set -eu

die() { echo "uninstall.sh: $*" >&2; exit 1; }

state=/var/lib/fragguard/tuned.json
# Of this boot: what was tuned in another one, the kernel has forgotten.
is_tuned() { [ -e "$state" ] && grep -qF -- "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" "$state"; }

prefix='' destdir=${DESTDIR:-} purge=''
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?--prefix needs a directory}; shift ;;
    --destdir) destdir=${2:?--destdir needs a directory}; shift ;;
    --purge) purge=1 ;;
    *) sed -n '2,3s/^# //p' "$0" >&2; exit 64 ;;
  esac
  shift
done
# Where it was installed, it knows its prefix.
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$prefix" ]; then
  prefix=/usr/local
  [ ! -e "$here/manifest" ] || prefix=${here%/share/fragguard}
  prefix=${prefix#"$destdir"}
fi
prefix=${prefix%/}
manifest=$destdir$prefix/share/fragguard/manifest
[ -e "$manifest" ] || die "$manifest is not there: nothing was installed below $prefix"

if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || die "needs root"
  if [ -d /run/systemd/system ]; then
    systemctl stop fragguard-metrics.socket fragguard-maintenance.timer fragguard-maintenance.service \
      fragguard.service || true
    systemctl --no-reload disable fragguard.service fragguard-maintenance.timer fragguard-metrics.socket || true
  fi
  # The guard puts back what is tuned when it stops. The file is there if it could not, or was not running.
  if is_tuned; then
    "$prefix/bin/fragguard" restore || true
  fi
  if is_tuned; then
    echo "some kernel settings are not put back; $state has the originals" >&2
  fi
fi

while read -r file; do
  rm -f "$destdir$file"
  # Directories that are empty now, and were made for FragGuard or are nobody's.
  rmdir -p --ignore-fail-on-non-empty "$destdir$(dirname "$file")" 2>/dev/null || true
done <"$manifest"
rm -f "$manifest"
rmdir -p --ignore-fail-on-non-empty "$(dirname "$manifest")" 2>/dev/null || true

if [ -n "$purge" ]; then
  rm -rf "$destdir/etc/fragguard.toml" "$destdir/etc/fragguard.toml.new"
  # The only place that has the originals: it does not go before they are back.
  if [ -n "$destdir" ] || ! is_tuned; then
    rm -rf "$destdir/var/lib/fragguard"
  fi
fi
if [ -z "$destdir" ]; then
  rm -rf /run/fragguard
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    journalctl --update-catalog
  fi
fi
