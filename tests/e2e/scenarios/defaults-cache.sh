#!/bin/bash
# defaults-cache: the shipped config, and page cache that keeps memory in pieces: the first rung is enough.
# guest: -i -m 1536 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/shipped.sh
. /payload/lib/shipped.sh

start_shipped
up_for 120
fragment cache
require "an incident opens" wait_event 120 incident-opened
held_back
require "the incident closes" wait_event 600 incident-closed
sleep 60
snap after
show_events
need "the story" [ "$(story)" = "incident-opened drop_caches:recovered incident-closed" ]
need "only drop_caches was written" [ "$(written_knobs | paste -sd ' ')" = /proc/sys/vm/drop_caches ]
at_most_once drop_caches
unharmed
