# shellcheck shell=bash
# shellcheck disable=SC2154  # guest.sh sets what is not set here.
# contenders.sh: who keeps the guest's memory usable, in the guest. Each runs from boot on as a unit, named in $unit, so
# that systemd counts its processor time.

unit=contender

# article_script: the idea of the article, repaired: once a minute it looks whether more than 30 % of the zone's free
# memory is of no use for order 4; then it drops caches ($1 as the kernel takes it: 1 page cache, 3 slab, too) and
# compacts.
article_script() {
  cat <<SCRIPT
#!/bin/bash
while :; do
  unusable=\$(awk -v zone="$(main_zone)" '\$4 == zone {
    for (i = 5; i <= NF; i++) { pages = \$i * 2 ^ (i - 5); free += pages; if (i >= 9) fit += pages }
    print free ? int((free - fit) * 100 / free) : 0 }' /proc/buddyinfo)
  if [ "\$unusable" -gt 30 ]; then
    echo $1 >/proc/sys/vm/drop_caches
    echo 1 >/proc/sys/vm/compact_memory
  fi
  sleep 60
done
SCRIPT
}

# loading_script: what the field runs beside the load of a model: each second, with less than 128 MiB free, everything
# is dropped and compacted.
loading_script() {
  cat <<'SCRIPT'
#!/bin/bash
while :; do
  free=$(awk '/^MemFree:/ { print $2 }' /proc/meminfo)
  if [ "$free" -lt 131072 ]; then
    echo 3 >/proc/sys/vm/drop_caches
    echo 1 >/proc/sys/vm/compact_memory
  fi
  sleep 1
done
SCRIPT
}

# run_script: what stands on stdin, as a service.
run_script() {
  cat >/run/contender.sh
  chmod +x /run/contender.sh
  systemd-run -q --unit=contender /run/contender.sh
}

# start_contender: the one that versus.conf names: the kernel alone, as it is or with settings; a script; or FragGuard,
# with the file it ships or with one of another name.
start_contender() {
  case $contender in
    kernel | *=*) apply_settings ;;
    script) article_script 3 | run_script ;;
    script-1) article_script 1 | run_script ;;
    load-script) loading_script | run_script ;;
    *)
      unit=fragguard
      install_fragguard
      # A load asks for a watch of its own, which is on while it lasts.
      if [ "$mode" = load ]; then cp /payload/versus/load.toml /etc/fragguard.toml; fi
      if [ -s /payload/contender.toml ]; then cp /payload/contender.toml /etc/fragguard.toml; fi
      start_fragguard
      if [ "$mode" = load ]; then require "the window opens" fragguard window open model-load --for 24h; fi
      ;;
  esac
}

# apply_settings: the kernel alone, but with settings, from boot on: KNOB=VALUE[,KNOB=VALUE], knobs named as FragGuard
# names them (vm.*, thp.*). One that this kernel does not have ends the run.
apply_settings() {
  local setting file
  for setting in ${contender//,/ }; do
    if [ "$setting" = kernel ]; then continue; fi
    file=${setting%%=*}
    case $file in
      thp.*) file=/sys/kernel/mm/transparent_hugepage/${file#thp.} ;;
      *) file=/proc/sys/${file//.//} ;;
    esac
    require "this kernel has $setting" test -e "$file"
    # shellcheck disable=SC2016  # The inner shell fills them in.
    require "it takes $setting" bash -c 'echo "$1" >"$2"' - "${setting#*=}" "$file"
  done
}

# contender_cpu_ms: what its processes have used so far.
contender_cpu_ms() {
  local used
  used=$(systemctl show -p CPUUsageNSec --value "$unit" 2>/dev/null | tr -dc 0-9)
  if [ ${#used} -gt 15 ]; then used=0; fi # Not counted: there is no such unit.
  echo $((${used:-0} / 1000000))
}
