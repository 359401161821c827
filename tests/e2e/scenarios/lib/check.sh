# shellcheck shell=bash
# check.sh: facts that must hold, and waiting for them. A failed check is written down and the scenario goes on (what
# follows often explains it), except for `require`. The host shows the first line that begins with "FAIL: ".

checks=0
failures=0

# need NAME COMMAND...: the command succeeds. Its words are shown when it does not, so let them carry the values.
need() {
  local name=$1
  shift
  checks=$((checks + 1))
  if "$@" >/dev/null 2>&1; then
    printf '  ok: %s\n' "$name"
    return 0
  fi
  failures=$((failures + 1))
  printf 'FAIL: %s (not so: %.400s)\n' "$name" "$*"
  return 1
}

# require NAME COMMAND...: as need, but nothing after it makes sense without it.
require() { need "$@" || exit 1; }

# skip WHY...: this guest cannot run this scenario.
skip() {
  printf 'SKIP: %s\n' "$*"
  exit 75
}

# not COMMAND...: succeeds when the command fails; for need and wait_until.
not() { ! "$@"; }

# contains TEXT PART, matches TEXT REGEX (extended, case ignored), between VALUE LOW HIGH (integers)
contains() { [[ $1 == *"$2"* ]]; }
matches() { grep -qiE -- "$2" <<<"$1"; }
between() { [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]; }

# wait_until SECONDS COMMAND...: try it about once a second. Deadlines are generous: a deadline only
# says when to give up.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then return 1; fi
    sleep 1
  done
}

say() { printf '%8.1f  %s\n' "$(cut -d' ' -f1 /proc/uptime)" "$*"; }
