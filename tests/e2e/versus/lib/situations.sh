# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # guest.sh sets what is not set here, and uses what is set.
# situations.sh: what happens to the guest's memory, and the ordinary life that goes on meanwhile.

life=

# live: 96 MB of files are read round and round, 8 MB each 4 seconds, and every path is looked up once a minute; how
# long that takes goes to /run/look-ups, in milliseconds.
live() {
  local number
  mkdir -p /var/tmp/life
  for number in $(seq 12); do head -c 8M /dev/urandom >"/var/tmp/life/$number"; done
  sync
  (
    while :; do
      for number in $(seq 15); do
        cat "/var/tmp/life/$((number % 12 + 1))" >/dev/null
        sleep 4
      done
      look_up_paths
    done
  ) &
  life=$!
}

look_up_paths() {
  local began
  began=$(uptime_ms)
  find / -xdev -printf '' 2>/dev/null
  echo $(($(uptime_ms) - began)) >>/run/look-ups
}

uptime_ms() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }
up_for() {
  local up
  while read -r up _ </proc/uptime; [ "${up%.*}" -lt "$1" ]; do sleep 5; done
}

# as_shipped: kernel settings of distributions that differ, from boot on. MODE-rhel: no proactive compaction.
as_shipped() {
  case $mode in
    *-rhel) if [ -e /proc/sys/vm/compaction_proactiveness ]; then echo 0 >/proc/sys/vm/compaction_proactiveness; fi ;;
  esac
}

# begin_situation: what the mode is about; it goes on, or holds, until the guest ends.
begin_situation() {
  case ${mode%-rhel} in
    calm) ;;
    calm-cache) press_cache & ;;
    churn) /payload/churn -R "$seed" -t $((seconds * 4)) -x 4 & ;;
    load) load_model & ;;
    *) fragment "${mode%-rhel}" -R "$seed" ;;
  esac
}

# press_cache: a file larger than memory is read, and one is written and removed, once a minute.
press_cache() {
  truncate -s 1536M /var/tmp/holes # All hole: reading it fills the page cache without a disk.
  while :; do
    dd if=/var/tmp/holes of=/dev/null bs=1M 2>/dev/null
    dd if=/dev/zero of=/var/tmp/written bs=1M count=64 2>/dev/null
    rm /var/tmp/written
    sleep 55
  done
}

# load_model: a file larger than memory is streamed through the page cache, 20 MB a second, from its beginning to its
# end and again.
load_model() {
  local at=0
  truncate -s 3G /var/tmp/model
  while :; do
    dd if=/var/tmp/model of=/dev/null bs=1M count=20 skip=$at status=none
    at=$(((at + 20) % 3060))
    sleep 1
  done
}
