#!/bin/bash
# journal-down: journald is away, then there but deaf with its queue full, while FragGuard has work to do. It must not
# wait for the journal, must not die of it, and must say afterwards how many records were lost.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh

# lost: the number of records that FragGuard has reported as lost so far.
lost() {
  journalctl --no-pager -b -u fragguard -o json | jq -r '.LOST_RECORDS // empty' | awk '{ n += $1 } END { print n + 0 }'
}
lost_more_than() { [ "$(lost)" -gt "$1" ]; }

# heal WHAT: fragment memory and see FragGuard mend it, by the kernel's word alone.
heal() {
  fragment anon
  need "$1: memory is mended all the same" wait_until 180 suitable_at_least 3000 4
  sleep 15
  release
  need "$1: the same process" [ "$(main_pid)" = "$pid" ]
  need "$1: it is active and was never restarted" still_up
}

calm
install_fragguard
{
  base_config
  impatient
  rung compact_memory 'cooldown = "1s"' 'timeout = "120s"'
} | write_config
start_fragguard
pid=$(main_pid)
need "nothing lost yet" [ "$(lost)" = 0 ]

say "--- journald away"
sockets="systemd-journald.socket systemd-journald-dev-log.socket"
# shellcheck disable=SC2086
systemctl stop $sockets systemd-journald-audit.socket systemd-journald.service
require "journald is gone" not systemctl is-active --quiet systemd-journald.service
heal "without journald"
# shellcheck disable=SC2086
systemctl start $sockets systemd-journald.service
require "journald is back" systemctl is-active --quiet systemd-journald.service
fragment anon
need "the next records arrive" wait_event 120 incident-closed
release
need "what was lost is counted: $(lost)" wait_until 30 lost_more_than 0

say "--- journald deaf, its queue full"
before=$(lost)
journald=$(systemctl show -p MainPID --value systemd-journald)
kill -STOP "$journald"
# One socket may only have so much under way: fill from one after the other until a new one cannot send at all.
perl -MSocket -e '
  my ($total, $n, $to) = (0, 1, pack_sockaddr_un("/run/systemd/journal/socket"));
  for (my @open; $n > 0 && @open < 100; $total += $n) {
    socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die;
    push @open, $s;
    for ($n = 0; defined send($s, "MESSAGE=filling\n", MSG_DONTWAIT, $to); $n++) {}
  }
  print "  filled with $total\n"'
heal "with journald deaf"
kill -CONT "$journald"
sleep 5
fragment anon
need "the next records arrive" wait_until 120 lost_more_than "$before"
release
say "lost: $(lost)"
need "the service never fell" still_up
show_events
