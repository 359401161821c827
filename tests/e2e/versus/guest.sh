#!/bin/bash
# guest.sh: in the guest: one contender in one situation. versus.conf says which; the figures are the last thing that it
# writes to /results.
# guest: -i -m 1024 -t 900
# shellcheck source=../scenarios/lib/guest.sh
. /payload/lib/guest.sh
mode='' contender='' run=1 seed=1 seconds=900
# shellcheck source=/dev/null
. /payload/versus.conf
# shellcheck source=lib/contenders.sh
. /payload/versus/contenders.sh
# shellcheck source=lib/situations.sh
. /payload/versus/situations.sh
# shellcheck source=lib/figures.sh
. /payload/versus/figures.sh

as_shipped
sleep $(((run - 1) * 19)) # Another run, another phase: what looks once a minute may be lucky.
start_contender
case $mode:$unit in
  churn:contender) up_for 100 ;; # It has its own life, and only FragGuard waits for ten minutes.
  load:*) up_for 100 ;;          # Whoever guards a load does not wait.
  churn:*) up_for 640 ;;
  *)
    up_for 480
    live
    up_for 640
    ;;
esac
snap before
begin_situation
count_from
up_for $((began + seconds))
figures "$seconds" >/results/figures.json
snap after
show_events
if [ -n "$life" ]; then kill "$life"; fi
if systemctl -q cat "$unit" 2>/dev/null; then need "the contender is still there" systemctl -q is-active "$unit"; fi
