#!/bin/bash
# defaults-calm: the shipped config on a machine with nothing wrong, with some file traffic, for half an hour: not one
# write, and not one line in the journal after the start.
# guest: -i -m 1536 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/shipped.sh
. /payload/lib/shipped.sh

start_shipped
truncate -s 2G /var/tmp/holes # All hole: reading it fills the page cache without a disk.
for minutes in 2 6 10 14 18 22 26 30; do
  up_for $((minutes * 60))
  dd if=/var/tmp/holes of=/dev/null bs=1M 2>/dev/null
done
up_for 1900
snap after
show_events
need "no kernel file was written" [ "$(written_knobs)" = "" ]
need "nothing in the journal but the start" [ "$(journal_events | jq -r .event | paste -sd ' ')" = started ]
unharmed
