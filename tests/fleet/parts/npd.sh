# shellcheck shell=bash disable=SC2154
# npd.sh: node-problem-detector's script in the shells that images have, and its rules.

NPD=$PACKAGING/kubernetes/neighbours/node-problem-detector
# answers SHELL LINE RULE STATUS TEXT: the script says TEXT and exits with STATUS; at most 80 bytes.
answers() {
  local said status=0
  printf '%s\n' "$2" >"$work/probe"
  # shellcheck disable=SC2086  # `busybox sh` is two words.
  said=$(FRAGGUARD_PROBE=$work/probe $1 "$NPD/fragguard-npd.sh" "$3" 2>&1) || status=$?
  if [ "$status" != "$4" ] || [ "${#said}" -gt 80 ] || ! grep -qF -- "$5" <<<"$said"; then
    echo "'$2' for $3: exit $status, '$said'; expected $4, '$5'"
    return 1
  fi
}
in_shell() {
  local now long
  now=$(cut -d. -f1 /proc/uptime) long=$(printf '%0100d' 0)
  answers "$1" "$now 0 0 healthy" fragmented 0 healthy &&
    answers "$1" "$now 1 0 node 0 Normal: 3 of 64 blocks" fragmented 1 "3 of 64" &&
    answers "$1" "$now 1 0 node 0 Normal: 3 of 64 blocks" unhealed 0 "" &&
    answers "$1" "$now 1 1 ladder exhausted" unhealed 1 exhausted &&
    answers "$1" "$now 0 0 $long" fragmented 0 0000 &&
    answers "$1" "$((now - 400)) 1 1 old" fragmented 2 "not said anything" &&
    answers "$1" "$((now + 400)) 1 1 from before the boot" fragmented 2 "not said anything" &&
    answers "$1" "99999999999999999999 0 0 overflow" fragmented 2 "" &&
    answers "$1" "0812 0 0 octal" fragmented 2 "not understood" &&
    answers "$1" "$now" fragmented 2 "not understood" &&
    answers "$1" "" fragmented 2 "not understood" &&
    answers "$1" "$now 2 0 two" fragmented 2 "not understood" &&
    answers "$1" "\$(touch $work/pwned) 0 0 x" fragmented 2 "not understood" &&
    answers "$1" "$now 0 0 x" nonsense 2 "not understood" &&
    [ ! -e "$work/pwned" ]
}
# in_shell_nothing: no file, and a directory in its place.
in_shell_nothing() {
  local status path
  mkdir -p "$work/npd-directory"
  for path in "$work/nowhere" "$work/npd-directory"; do
    status=0
    # shellcheck disable=SC2086
    FRAGGUARD_PROBE=$path $1 "$NPD/fragguard-npd.sh" fragmented || status=$?
    [ "$status" = 2 ] || { echo "$path: exit $status"; return 1; }
  done
}
values_up_to_date() { "$NPD/values.sh" >"$work/npd-values.yaml" && same "$NPD/values.yaml" "$work/npd-values.yaml"; }
# the_guard_and_the_script: what the product writes is what the script reads, and `probe` says the same.
the_guard_and_the_script() {
  local root=$work/npd-root config=$work/npd.toml said status=0
  cp -a "$REPO/tests/fixtures/x86_64-5.10.0-1numa/fragmented" "$root" && mkdir -p "$root/run" || return
  # The age of the file is measured by this machine's uptime.
  cp /proc/uptime "$root/proc/uptime"
  quick_settings >"$config"
  background "$work/npd.log" "$binary" run --dry-run --root "$root" --config "$config"
  wait_for grep -q '^[0-9]* 1 ' "$root/run/fragguard/probe" || { cat "$work/npd.log"; return 1; }
  said=$(FRAGGUARD_PROBE=$root/run/fragguard/probe "$NPD/fragguard-npd.sh" fragmented) || status=$?
  kill "$child" && wait "$child"
  if [ "$status" != 1 ] || [ -z "$said" ] || [ "${#said}" -gt 80 ]; then echo "exit $status: $said"; return 1; fi
  status=0
  FRAGGUARD_PROBE=$root/run/fragguard/probe "$NPD/fragguard-npd.sh" fragmented >/dev/null || status=$?
  [ "$status" = 2 ] || { echo "after a clean stop it exits with $status"; return 1; }
}

command -v busybox >/dev/null || need busybox-static
command -v dash >/dev/null || need dash
for shell in dash bash "busybox sh"; do check "npd: the script under $shell" in_shell "$shell"; done
for shell in dash bash "busybox sh"; do check "npd: no file, under $shell" in_shell_nothing "$shell"; done
check "npd: values.yaml is made of the files beside it" values_up_to_date
check "npd: the guard writes what the script reads" the_guard_and_the_script
if need_modules; then
  check "npd, kured: rules, conditions and patterns" fleet_node "$FLEET/js/neighbours.js" "$PACKAGING" "$REPO/tests"
else
  check "npd: its tools" false
fi
