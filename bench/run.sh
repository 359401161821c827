#!/usr/bin/env bash
# run.sh [--floor|--footprint|--latency|--replay|--history|--bdn] [ARGUMENT...]: measure; without an argument
# everything, with short settings. The native binary is artifacts/fragguard. Figures are only worth what the machine was
# worth meanwhile: compare within one run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

case ${1:-all} in
  --floor | --footprint | --latency | --replay | --history | --bdn)
    what=${1#--}
    shift
    exec "$here/$what.sh" "$@"
    ;;
  all)
    "$here/floor.sh" 5 20000
    "$here/latency.sh" 100
    "$here/replay.sh"
    "$here/history.sh"
    "$here/footprint.sh" 30 10
    ;;
  *)
    sed -n '2,4s/^# //p' "$0" >&2
    exit 64
    ;;
esac
