#!/bin/sh
# install.sh [--prefix DIR] [--destdir DIR]: install FragGuard from this archive, below DIR (default /usr/local).
# Starts and enables nothing. A config that is there already is kept; run it again with a newer archive to upgrade.
# --destdir puts everything under another root directory, for whoever makes a package or an image of it.
set -eu

die() { echo "install.sh: $*" >&2; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local destdir=${DESTDIR:-}
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?--prefix needs a directory}; shift ;;
    --destdir) destdir=${2:?--destdir needs a directory}; shift ;;
    *) sed -n '2,4s/^# //p' "$0" >&2; exit 64 ;;
  esac
  shift
done
case $prefix in /*) ;; *) die "--prefix $prefix: not an absolute path" ;; esac
prefix=${prefix%/}
if [ -z "$destdir" ]; then
  [ "$(id -u)" = 0 ] || die "needs root, or --destdir"
  if dpkg-query -W -f '${db:Status-Status}' fragguard 2>/dev/null | grep -q '^installed$' ||
    rpm -q fragguard >/dev/null 2>&1; then
    die "FragGuard is installed by a package already: upgrade or remove that"
  fi
fi

# systemd looks for units in /usr and /usr/local only.
case $prefix in /usr) units=/usr/lib/systemd ;; *) units=/usr/local/lib/systemd ;; esac

manifest=$destdir$prefix/share/fragguard/manifest
mkdir -p "$destdir$prefix/share/fragguard"
: >"$manifest.new"

# put MODE SOURCE TARGET: copy a file; what it says of /usr/bin and /usr/share becomes true of this prefix.
put() {
  mkdir -p "$destdir$(dirname "$3")"
  case $2 in
    */bin/*) cp "$2" "$destdir$3.new" ;;
    *.gz) cp "$2" "$destdir$3.new" ;;
    *) sed "s,/usr/bin/fragguard,$prefix/bin/fragguard,g; s,/usr/share/doc/,$prefix/share/doc/,g" "$2" \
      >"$destdir$3.new" ;;
  esac
  chmod "$1" "$destdir$3.new"
  # Renamed over, for the old binary may be running.
  mv "$destdir$3.new" "$destdir$3"
  echo "$3" >>"$manifest.new"
}

cd "$here/tree"
find usr -type f | LC_ALL=C sort | while read -r file; do
  case $file in
    usr/bin/*) put 755 "$file" "$prefix/${file#usr/}" ;;
    usr/lib/systemd/*) put 644 "$file" "$units/${file#usr/lib/systemd/}" ;;
    *) put 644 "$file" "$prefix/${file#usr/}" ;;
  esac
done
put 755 "$here/uninstall.sh" "$prefix/share/fragguard/uninstall.sh"
mv "$manifest.new" "$manifest"

config=$destdir/etc/fragguard.toml
mkdir -p "$destdir/etc"
if [ ! -e "$config" ]; then
  cp etc/fragguard.toml "$config"
  chmod 644 "$config"
elif ! cmp -s etc/fragguard.toml "$config"; then
  cp etc/fragguard.toml "$config.new"
  chmod 644 "$config.new"
  echo "kept /etc/fragguard.toml; the one of this version is /etc/fragguard.toml.new"
fi

if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  journalctl --update-catalog
  if systemctl is-active --quiet fragguard; then
    status=0
    "$prefix/bin/fragguard" check >/dev/null || status=$?
    # 78: the kept configuration has errors for this version. The old guard goes on; a restart would end it.
    [ "$status" != 78 ] || die "the running guard goes on; correct the configuration, then: systemctl restart fragguard"
    systemctl restart fragguard
  else
    echo "to start it: systemctl enable --now fragguard"
  fi
fi
echo "to remove it: $prefix/share/fragguard/uninstall.sh"
