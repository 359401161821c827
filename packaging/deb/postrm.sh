#!/bin/sh
# What was made while it ran goes with the package; what it has learnt goes when the package is purged.
set -e

state=/var/lib/fragguard/tuned.json
# Of this boot: what was tuned in another one, the kernel has forgotten.
is_tuned() { [ -e "$state" ] && grep -qF -- "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" "$state"; }

# put_back FILE ORIGINAL VALUE...: write the original if the file still has one of the values that FragGuard set.
put_back() {
  case $1 in /proc/sys/vm/* | /sys/kernel/mm/transparent_hugepage/*) ;; *) return 1 ;; esac
  found=$(cat "$1" 2>/dev/null) || return 1
  case $found in *\[*\]*) found=${found#*\[} found=${found%%\]*} ;; esac
  file=$1 original=$2
  shift 2
  for value; do
    [ -z "$value" ] || [ "$found" != "$value" ] || printf %s "$original" >"$file" 2>/dev/null || return 1
  done
}

# Without the binary, from the file that the guard keeps: one key a line, as it writes it.
put_all_back() {
  file='' original='' value='' was='' failed=''
  sed -n 's/^ *"\([a-z]*\)": "\([^"\\]*\)",\{0,1\}$/\1 \2/p' "$state" | {
    while read -r key text; do
      case $key in
        path) file=$text ;;
        original) original=$text ;;
        value) value=$text was='' ;;
        was) was=$text ;;
        restore) put_back "$file" "$original" "$value" "$was" || failed=1 ;;
      esac
    done
    [ -z "$failed" ]
  } && rm -f "$state"
}

# prerm does this too, but dpkg does not run it for a package that an upgrade has left unpacked: the guard then runs on
# from a binary that is gone, and only it and its file know the originals.
stop_and_put_back() {
  if [ -d /run/systemd/system ]; then
    deb-systemd-invoke stop fragguard-metrics.socket fragguard-maintenance.timer fragguard-maintenance.service \
      fragguard.service >/dev/null ||
      true
  fi
  if is_tuned && ! put_all_back; then
    echo "fragguard: some kernel settings are not put back; $state has the originals" >&2
  fi
}

case $1 in
  remove)
    stop_and_put_back
    rm -rf /run/fragguard
    if [ -d /run/systemd/system ]; then
      systemctl --system daemon-reload >/dev/null || true
    fi
    ;;
  purge)
    stop_and_put_back
    rm -rf /run/fragguard
    if is_tuned; then
      # The only place that has the originals: it does not go before they are back.
      find /var/lib/fragguard -mindepth 1 ! -path "$state" -delete
    else
      rm -rf /var/lib/fragguard
    fi
    if command -v deb-systemd-helper >/dev/null; then
      deb-systemd-helper purge fragguard.service fragguard-maintenance.timer fragguard-metrics.socket >/dev/null || true
    fi
    ;;
esac
