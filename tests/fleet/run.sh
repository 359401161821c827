#!/usr/bin/env bash
# tests/fleet/run.sh [--binary FILE] [--only PART,...] [--scale]: judge, without a cluster, what is shipped for fleets.
#   --binary  the executable (default artifacts/fragguard)
#   --only    some of: rules dashboards manifests image npd captures textfile pod guest
#   --scale   also a Prometheus over 1,000 synthetic targets (5 min), which is measured, not judged
# Fetches its tools itself (tools.sh). Prints "ok NAME" or "FAIL NAME" with the reason for each check, "not run: ..."
# for what this machine cannot do, then "N passed, N failed". Exit: 0 all passed, 1 some failed.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../packaging/lib.sh
. "$here/../../packaging/lib.sh"
# shellcheck source-path=SCRIPTDIR source=tools.sh
. "$here/tools.sh"

binary=$REPO/artifacts/fragguard scale='' parts=(rules dashboards manifests image npd captures textfile pod guest)
while [ $# -gt 0 ]; do
  case $1 in
    --binary) binary=${2:?} && shift ;;
    --only) IFS=, read -ra parts <<<"${2:?}" && shift ;;
    --scale) scale=1 ;;
    *) sed -n '2,7s/^# //p' "$0" >&2; exit 64 ;;
  esac
  shift
done
[ -x "$binary" ] || die "$binary is not there: run ./build.sh publish"
binary=$(realpath "$binary")
export LC_ALL=C.UTF-8 NO_COLOR=1 TZ=UTC
work=$(mktemp -d)
children=()
# end_children: end what was started here, by its number.
end_children() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; done
  children=()
}
# shellcheck disable=SC2317  # The trap below runs it.
cleanup() {
  declare -F pod_cleanup >/dev/null && pod_cleanup
  end_children
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

passed=0 failed=0
# check NAME COMMAND...: the command succeeds; what it printed is the reason if it does not.
check() {
  local name=$1
  shift
  # Not in a subshell: what a check starts is ended with this script.
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
    echo "ok $name"
  else
    failed=$((failed + 1))
    echo "FAIL $name"
    head -n 40 "$work/said" | while IFS= read -r line; do printf '     %.300s\n' "$line"; done
  fi
}
# fails COMMAND...: it does not succeed.
fails() { if "$@"; then echo "succeeded: $*"; return 1; fi; }
same() { diff -u "$1" "$2"; }
# background LOG COMMAND...: start it, to be ended with this script; sets `child`.
background() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 &
  child=$!
  children+=("$child")
}
# wait_for COMMAND...: until it succeeds, for a minute at most.
wait_for() {
  for _ in $(seq 240); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.25
  done
  echo "not within a minute: $*"
  "$@"
}
# free_port: one of the loopback interface that nobody listens on.
free_port() {
  node -e 'const s = require("net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
# get URL: its body, and success for a 2xx answer.
get() {
  node -e 'fetch(process.argv[1]).then(async (answer) => {
    process.stdout.write(await answer.text());
    process.exitCode = answer.ok ? 0 : 1;
  }, (fault) => { console.error(String(fault.cause ?? fault)); process.exitCode = 1; })' "$1"
}
# quick_settings: for a guard over a captured tree that shall have an incident within seconds.
quick_settings() {
  printf '%s\n' '[sampling]' 'interval = "200ms"' 'alert_interval = "200ms"' '[gates]' 'min_uptime = "0s"' \
    '[[watch]]' 'name = "w"' 'order = 4' 'floor = 64' 'for = "1s"'
}

for part in "${parts[@]}"; do
  [ -s "$here/parts/$part.sh" ] || die "no part $part"
  say "$part"
  # shellcheck source=/dev/null
  . "$here/parts/$part.sh"
  end_children
done
if [ -n "$scale" ]; then
  say scale
  # shellcheck source=/dev/null
  . "$here/parts/scale.sh"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
