#!/bin/bash
# prevent: settings are held from the start of the guard to its end. A tune rung goes over one and gives it back; a
# stop, and a start after kill -9, put the originals back; what somebody else sets is left alone; a dry run writes
# nothing.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

boost_file=/proc/sys/vm/watermark_boost_factor

# held_config [LINE]...: four settings, the last of which kernels before 6.15 lack, and a tune rung over one of them.
held_config() {
  printf '%s\n' "$@"
  base_config
  cat <<'TOML'
[prevent]
set."vm.swappiness" = { at_most = 40 }
set."vm.watermark_scale_factor" = { at_least = 50 }
set."vm.watermark_boost_factor" = 20000
set."vm.defrag_mode" = 1
TOML
  rung tune 'set = { "vm.swappiness" = 7 }'
}
is_held() { set_to "$swappiness_file" 40 && set_to "$scale_file" 50 && set_to "$boost_file" 20000; }
is_back() {
  set_to "$swappiness_file" "$swappiness" && set_to "$scale_file" "$scale" && set_to "$boost_file" "$boost"
}
says() { journalctl --no-pager -q -b -u fragguard -o cat | grep -cF -- "$1"; }
status_of() { fragguard status --json | jq -r --arg knob "$1" '.daemon.prevented[] | select(.knob == $knob) | .state'; }

calm
boost=$(cat "$boost_file")
install_fragguard
no_restart
held_config | write_config
say "--- check"
fragguard check --system >/run/check 2>&1
need "check --system knows what it will set" grep -q 'vm.watermark_scale_factor  *ready  *set from' /run/check
if [ ! -e /proc/sys/vm/defrag_mode ]; then
  need "and what this kernel lacks" grep -q 'vm.defrag_mode .*since Linux 6.15' /run/check
fi

say "--- held"
start_fragguard
require "the settings are held" wait_until 30 is_held
if [ -e /proc/sys/vm/defrag_mode ]; then
  need "each change is told" [ "$(event_count tunable-changed)" = 4 ]
  need "status says what is held" [ "$(status_of vm.swappiness) $(status_of vm.defrag_mode)" = "held held" ]
else
  need "each change is told" [ "$(event_count tunable-changed)" = 3 ]
  need "the setting that is absent is told once" [ "$(says 'vm.defrag_mode is not there')" = 1 ]
  need "status says what is held" [ "$(status_of vm.swappiness) $(status_of vm.defrag_mode)" = "held absent" ]
fi
need "the originals are on disk" grep -q "\"original\": \"$swappiness\"" /var/lib/fragguard/tuned.json

say "--- a tune rung goes over one of them, and gives it back"
fragment pipe
need "the rung sets swappiness" wait_until 120 set_to "$swappiness_file" 7
need "the others stay" set_to "$scale_file" 50
release
need "it comes back to what is held" wait_until 120 is_held

say "--- stopped"
systemctl stop fragguard
need "the originals are back" is_back
need "nothing is stored any more" [ ! -e /var/lib/fragguard/tuned.json ]

say "--- killed while held, and again while a rung is over it"
start_fragguard
require "held again" wait_until 30 is_held
kill -9 "$(main_pid)"
require "it is dead" wait_until 30 not systemctl is-active --quiet fragguard
systemctl reset-failed fragguard
start_fragguard
need "held after the start" wait_until 30 is_held
fragment pipe
need "a rung is over it" wait_until 120 set_to "$swappiness_file" 7
kill -9 "$(main_pid)"
require "it is dead" wait_until 30 not systemctl is-active --quiet fragguard
release
systemctl reset-failed fragguard
start_fragguard
need "held after the start" wait_until 30 is_held
need "the original survived both" grep -q "\"original\": \"$swappiness\"" /var/lib/fragguard/tuned.json

say "--- somebody else sets one: told at the next look, left alone"
echo 33 >"$scale_file"
left_alone() { [ "$(status_of vm.watermark_scale_factor)" = left-alone ]; }
sleep 305
need "within five minutes" wait_until 60 left_alone
need "once" [ "$(says 'watermark_scale_factor is 33')" = 1 ]
systemctl reload fragguard
sleep 20
need "a reload does not take it back" set_to "$scale_file" 33
need "the others are held" set_to "$swappiness_file" 40

say "--- fragguard restore beside the guard"
need "it puts the rest back" fragguard restore
need "the originals are there" set_to "$swappiness_file" "$swappiness"
sleep 320
need "the guard leaves them alone" set_to "$swappiness_file" "$swappiness"
need "and says so" [ "$(says 'vm.swappiness was put back by hand')" = 1 ]
systemctl stop fragguard
need "the foreign value outlives the guard" set_to "$scale_file" 33
echo "$scale" >"$scale_file"

say "--- dry run"
held_config 'dry_run = true' | write_config
start_fragguard
sleep 10
need "nothing is written" is_back
need "it says what it would" [ "$(says 'dry run: [prevent] would set vm.swappiness')" = 1 ]
show_events
