#!/usr/bin/env bash
# tests/arm64/smoke.sh [ARM64-BINARY [OTHER-BINARY]]: try the arm64 binary (default artifacts/fragguard-arm64) on
# captures of arm64 machines, under qemu-aarch64 where this machine is another, and hold what it prints against what
# the binary for this machine prints (default artifacts/fragguard). `./build.sh arm64` builds both first.
# As root it installs qemu-user-static and binutils where they are missing. Prints "ok NAME" or "FAIL NAME" with the
# reason, then "N passed, N failed". Exit: 0 all passed, 1 some failed.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../packaging/lib.sh
. "$here/../../packaging/lib.sh"

arm=$(realpath "${1:-$REPO/artifacts/fragguard-arm64}") other=$(realpath "${2:-$REPO/artifacts/fragguard}")
for binary in "$arm" "$other"; do [ -x "$binary" ] || die "$binary is not there: run ./build.sh arm64"; done
need binutils || exit 1
emulated=()
if [ "$(uname -m)" != aarch64 ]; then
  need qemu-user-static || exit 1
  emulated=(qemu-aarch64-static)
fi
work=$(mktemp -d)
guard=''
# shellcheck disable=SC2317  # The trap below runs it.
cleanup() {
  [ -z "$guard" ] || kill -9 "$guard" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
export LC_ALL=C.UTF-8 NO_COLOR=1

passed=0 failed=0
# check NAME COMMAND...: the command succeeds; what it printed is the reason if it does not.
check() {
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    head -n 20 <<<"$said" | while IFS= read -r line; do printf '     %s\n' "$line"; done
  fi
}

# emulate ARGUMENT...: run the arm64 binary.
emulate() { "${emulated[@]}" "$arm" "$@"; }
# agree ARGUMENT...: both binaries succeed and print the same, and something.
agree() {
  emulate "$@" >"$work/arm" 2>&1 || { cat "$work/arm"; return 1; }
  "$other" "$@" >"$work/other" 2>&1 || { cat "$work/other"; return 1; }
  [ -s "$work/arm" ] && diff "$work/other" "$work/arm"
}
# tree CAPTURE: a copy of it to work in, as a root.
tree() {
  local copy
  copy=$(mktemp -d "$work/tree.XXXXXX")
  cp -a "$REPO/tests/fixtures/$1/." "$copy"
  echo "$copy"
}
# wait_for COMMAND...: until it succeeds; gives up when the guard is gone, or after two minutes.
wait_for() {
  for _ in $(seq 1200); do
    "$@" && return 0
    kill -0 "$guard" 2>/dev/null || { echo "the guard is gone"; return 1; }
    sleep 0.1
  done
  echo "not in two minutes: $*"
  return 1
}

is_arm64() { [ "$(machine "$arm")" = aarch64 ]; }
# static_pie: position-independent, and asks for no interpreter and no library.
static_pie() {
  readelf -hW "$arm" | grep -q 'Type: *DYN' && ! readelf -lW "$arm" | grep -w INTERP &&
    ! readelf -dW "$arm" | grep NEEDED
}
# soaks CAPTURE: healthy ticks allocate nothing, collect nothing, leak no descriptor. The unit tests do a million.
soaks() {
  local said
  said=$(emulate soak --ticks 50000 --root "$(tree "$1")") || return
  echo "$said"
  grep -q '"ticks":50000,' <<<"$said" && grep -q '"allocated_bytes":0,"collections":0,' <<<"$said" &&
    [ "$(grep -o '"descriptors_[a-z]*":[0-9]*' <<<"$said" | cut -d: -f2 | sort -u | wc -l)" = 1 ]
}
# paged BYTES: it works where the emulator says that the machine's pages are as large.
paged() {
  local root
  root=$(tree arm64-16k-6.12-1numa/idle)
  qemu-aarch64-static -p "$1" "$arm" status --root "$root" >"$work/arm" &&
    "$other" status --root "$root" >"$work/other" &&
    diff "$work/other" "$work/arm" &&
    qemu-aarch64-static -p "$1" "$arm" soak --ticks 1000 --root "$root" | grep '"allocated_bytes":0,"collections":0,'
}
# replays: a machine that falls to pieces and mends, five seconds a sample.
replays() {
  local captures=$REPO/tests/fixtures/arm64-16k-6.12-1numa sample
  {
    echo '# fragguard-trace 1'
    for sample in $(seq 500); do
      printf '@ %d.5\n> proc/buddyinfo\n' $((sample * 5))
      cat "$captures/$([ $((sample / 100 % 2)) = 0 ] && echo idle || echo fragmented)/proc/buddyinfo"
    done
  } >"$work/trace"
  agree replay --config "$work/fragguard.toml" "$work/trace" && grep -q incident "$work/arm"
}

# guards: the daemon opens an incident on a fragmented machine, closes it when that is whole, stops on SIGTERM.
guards() {
  local root status code=0
  root=$(tree arm64-16k-6.12-1numa/fragmented)
  status=$root/run/fragguard/status.json
  mkdir -p "$root/run"
  config >"$root/fragguard.toml"
  "${emulated[@]}" "$arm" run --dry-run --root "$root" --config "$root/fragguard.toml" >"$work/log" 2>&1 &
  guard=$!
  {
    wait_for grep -qs '"floor":1000.*"state":"breached".*"incident":{"id":1' "$status" &&
      cp "$REPO/tests/fixtures/arm64-16k-6.12-1numa/idle/proc/buddyinfo" "$root/proc/buddyinfo.new" &&
      mv "$root/proc/buddyinfo.new" "$root/proc/buddyinfo" &&
      wait_for grep -qs '"floor":1000.*"state":"ok".*"incident":null' "$status"
  } || { cat "$status" "$work/log"; return 1; }
  kill -TERM "$guard"
  wait "$guard" || code=$?
  guard=''
  cat "$work/log"
  [ "$code" = 0 ]
}
config() {
  cat <<'TOML'
[sampling]
interval = "100ms"
alert_interval = "100ms"

[[watch]]
name = "smoke"
order = 4
floor = 1000
for = "1s"

[gates]
min_uptime = "0s"
TOML
}

config >"$work/fragguard.toml"
check "an arm64 executable" is_arm64
check "static and position-independent" static_pie
check "the version" agree --version
for capture in arm64-16k-6.12-1numa arm64-4k-6.1-1numa; do
  for state in idle fragmented; do
    root=$(tree "$capture/$state")
    check "status: $capture, $state" agree status --root "$root"
    check "status --json: $capture, $state" agree status --json --root "$root"
    check "check: $capture, $state" agree check --root "$root" "$work/fragguard.toml"
    check "soak: $capture, $state" soaks "$capture/$state"
  done
done
check "run: an incident opens and closes, SIGTERM ends it" guards
check "replay" replays
if [ "$(uname -m)" != aarch64 ]; then
  for bytes in 16384 65536; do check "pages of $bytes bytes" paged "$bytes"; done
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
