# shellcheck shell=bash disable=SC2154
# scripts.sh: what the maintainer scripts and scriptlets do, by watching which programs they call. They run in a mount
# namespace of their own with an empty /run and /var/lib, and with stand-ins for systemctl and its like first in PATH.

# run_script SCRIPT ARGUMENT...: run it and print what it called, one a line. Environment: config (0 or 78, what
# `fragguard check` says), tuned (set: settings are tuned, and `fragguard restore` does not put them back; "boot": they
# were, in another boot), systemd (empty: systemd does not run). What it says on standard error is in $work/calls.said.
run_script() {
  local stubs=$work/stubs name
  mkdir -p "$stubs"
  for name in systemctl deb-systemd-invoke deb-systemd-helper journalctl fragguard; do
    # shellcheck disable=SC2016
    printf '#!/bin/sh\necho "%s $*" >>"$CALLS"\n[ "$1" != check ] || exit "$CONFIG"\n' "$name" >"$stubs/$name"
    chmod +x "$stubs/$name"
  done
  : >"$work/calls"
  # shellcheck disable=SC2016
  CALLS=$work/calls CONFIG=${config:-0} TUNED=${tuned:-} SYSTEMD=${systemd-yes} STUBS=$stubs \
    KNOB=${KNOB:-} VALUE=${VALUE:-} \
    unshare -rm sh -ec '
      mount -t tmpfs tmpfs /run
      mount -t tmpfs tmpfs /var/lib
      [ -z "$SYSTEMD" ] || mkdir -p /run/systemd/system
      mkdir -p /run/fragguard /var/lib/fragguard
      mount -t tmpfs tmpfs /proc/sys/vm
      echo "${VALUE:-10}" >/proc/sys/vm/swappiness
      if [ -n "$TUNED" ]; then
        boot_id=$(cat /proc/sys/kernel/random/boot_id)
        [ "$TUNED" != boot ] || boot_id=another
        printf "%s\n" "{" "  \"version\": 1," "  \"boot_id\": \"$boot_id\"," "  \"tuned\": [" "    {" \
          "      \"knob\": \"vm.swappiness\"," "      \"path\": \"/proc/sys/vm/${KNOB:-swappiness}\"," \
          "      \"original\": \"60\"," "      \"value\": \"10\"," "      \"restore\": \"on_clear\"" "    }" "  ]" "}" \
          >/var/lib/fragguard/tuned.json
      fi
      PATH=$STUBS:$PATH
      "$@" >/dev/null 2>"$CALLS.said"
      echo "swappiness $(cat /proc/sys/vm/swappiness)" >>"$CALLS"
      [ ! -e /var/lib/fragguard/tuned.json ] || echo "left tuned.json" >>"$CALLS"
      [ ! -d /run/fragguard ] || echo "left /run/fragguard" >>"$CALLS"
      [ ! -d /var/lib/fragguard ] || echo "left /var/lib/fragguard" >>"$CALLS"' sh "$@" || return
  cat "$work/calls"
}
# calls "PATTERN" SCRIPT ARGUMENT...: it calls something that matches; calls_not: nothing does.
calls() { local pattern=$1; shift; run_script "$@" | grep -E -- "$pattern" || { cat "$work/calls"; return 1; }; }
calls_not() {
  local pattern=$1
  shift
  run_script "$@" >"$work/said" && absent "$(grep -E -- "$pattern" "$work/said")"
}
# says "PATTERN" SCRIPT ARGUMENT...: it says something that matches on standard error.
says() { local pattern=$1; shift; run_script "$@" >/dev/null && grep -E -- "$pattern" "$work/calls.said"; }
# before "FIRST" "SECOND" SCRIPT ARGUMENT...: both are called, in that order.
before() {
  local first=$1 second=$2
  shift 2
  run_script "$@" | awk -v first="$first" -v second="$second" '
    { print } $0 ~ first { seen = 1 } $0 ~ second && seen { good = 1 } END { exit !good }'
}

deb_script() { printf '%s\n' "$work/deb/DEBIAN/$1"; }
# scriptlet TAG: a scriptlet as rpm has it, as a program that finds the stand-ins.
scriptlet() {
  { echo '#!/bin/sh'; rpm -qp --nosignature --qf "%{$1}\n" "$rpm" | sed 's,/usr/bin/fragguard,fragguard,'; } >"$work/$1"
  chmod +x "$work/$1"
  echo "$work/$1"
}

if unshare -rm true 2>/dev/null; then
  postinst=$(deb_script postinst) prerm=$(deb_script prerm) postrm=$(deb_script postrm)
  post=$(scriptlet POSTIN) preun=$(scriptlet PREUN) postun=$(scriptlet POSTUN)
  check "deb: a first installation starts and enables nothing" \
    calls_not 'start|enable |preset' "$postinst" configure ''
  check "deb: an upgrade restarts the guard if it runs" calls 'try-restart fragguard' "$postinst" configure 0.9-1
  config=78 check "deb: but not into a config that it refuses" calls_not 'restart' "$postinst" configure 0.9-1
  check "deb: removal stops and disables" before 'invoke stop.*fragguard.service' 'helper disable' "$prerm" remove
  tuned=1 check "deb: removal restores what is tuned, after the guard has stopped" \
    before 'invoke stop' 'fragguard restore' "$prerm" remove
  systemd='' tuned=1 check "deb: also where systemd does not run" calls 'fragguard restore' "$prerm" remove
  tuned=1 check "deb: removal says what is still tuned, whatever restore says" says 'not put back' "$prerm" remove
  tuned=boot check "deb: what was tuned in another boot is nothing to put back" calls_not 'restore' "$prerm" remove
  check "deb: removal after an upgrade that stayed unpacked stops the guard" \
    calls 'invoke stop.*fragguard.service' "$postrm" remove
  tuned=1 check "deb: and puts back without the binary" calls 'swappiness 60' "$postrm" remove
  tuned=1 VALUE=33 check "deb: but not what somebody else has set" calls 'swappiness 33' "$postrm" purge
  tuned=1 check "deb: purging, too" calls 'swappiness 60' "$postrm" purge
  tuned=1 KNOB=none check "deb: purging keeps originals that are not back" calls 'left tuned.json' "$postrm" purge
  tuned=boot check "deb: but not those of another boot" calls_not 'left' "$postrm" purge
  check "deb: an upgrade neither stops nor restores" calls_not 'stop|restore' "$prerm" upgrade 1.1-1
  check "deb: removal keeps the state" calls 'left /var/lib/fragguard' "$postrm" remove
  check "deb: purging does not" calls_not 'left' "$postrm" purge
  check "rpm: a first installation starts nothing, and asks the presets" calls 'systemctl --no-reload preset' "$post" 1
  check "rpm: an upgrade does not ask them again" calls_not 'preset|start' "$post" 2
  check "rpm: an upgrade restarts the guard if it runs" calls 'systemctl try-restart fragguard' "$postun" 1
  config=78 check "rpm: but not into a config that it refuses" calls_not 'restart' "$postun" 1
  check "rpm: removal disables and stops" before '--no-reload disable' 'systemctl stop.*fragguard.service' "$preun" 0
  tuned=1 check "rpm: removal restores what is tuned, after the guard has stopped" \
    before 'systemctl stop' 'fragguard restore' "$preun" 0
  tuned=1 check "rpm: removal says what is still tuned, whatever restore says" says 'not put back' "$preun" 0
  check "rpm: an upgrade neither stops nor restores" calls_not 'stop|restore' "$preun" 1
else
  echo "skip maintainer scripts: no mount namespace for this user"
fi
check_with shellcheck "shellcheck" shellcheck -x "$PACKAGING"/*.sh "$PACKAGING"/*/*.sh \
  "$PACKAGING/completion/fragguard.bash" "$here"/*.sh "$here"/parts/*.sh
