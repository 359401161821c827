# shellcheck shell=bash
# guest.sh: what every scenario sources, in the guest: checks, memory, journal, product. Runs the background record of
# /proc/buddyinfo and, when the scenario ends for whatever reason, saves what is needed to understand it to /results
# and turns failed checks into exit status 1.

here=/payload
# shellcheck source=check.sh
. "$here/lib/check.sh"
# shellcheck source=memory.sh
. "$here/lib/memory.sh"
# shellcheck source=journal.sh
. "$here/lib/journal.sh"
# shellcheck source=product.sh
. "$here/lib/product.sh"
# shellcheck source=trace.sh
. "$here/lib/trace.sh"

finish() {
  local status=$?
  trap - EXIT
  if [ "$status" != 0 ] || [ "$failures" -gt 0 ]; then
    snap end
    show_events
  fi
  release
  kill "$recorder" 2>/dev/null
  journal_events >/results/events.jsonl 2>/dev/null
  journalctl --no-pager -b -o short-monotonic >/results/journal.txt 2>/dev/null
  journalctl --no-pager -b -u fragguard -o json >/results/journal-fragguard.json 2>/dev/null
  dmesg >/results/dmesg.txt 2>/dev/null
  cp /etc/fragguard.toml /results/ 2>/dev/null
  printf '%s checks, %s failed\n' "$checks" "$failures"
  if [ "$status" = 0 ] && [ "$failures" -gt 0 ]; then status=1; fi
  exit "$status"
}
trap finish EXIT

mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
record_buddyinfo /results/buddyinfo.trace &
recorder=$!
