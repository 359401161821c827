#!/bin/bash
# versus.sh [OPTION]...: FragGuard beside what is used instead, on real kernels: each contender in each situation, in a
# guest of its own that lives for 26 minutes, of which the last 15 are counted (about two minutes of processor time).
#   --kernels    6.1 (default), all (6.1,6.12,7), or a list
#   --modes      a list; default anon,cache,pipe,pin,calm,calm-cache,anon-rhel,cache-rhel (-rhel: without proactive
#                compaction). Also churn (a busy host, a simulated hour in those 15 minutes) and load (a file larger
#                than memory is streamed)
#   --contenders a list, which may be empty; default kernel,script,script-1,fragguard:
#                kernel    the kernel alone
#                script    the article's: once a minute drop everything and compact if memory is in pieces
#                script-1  the same, but drops only page cache
#                fragguard the deb with the file that it ships
#                also load-script, the field's beside a model: each second with less than 128 MiB free, drop and compact
#   --config F   FragGuard with this file, too, as a contender of the file's name (repeatable)
#   --set S      the kernel alone with settings from boot on, KNOB=VALUE[,KNOB=VALUE], as a contender of that name
#                (repeatable)
#   --runs       how often each (default 3 on 6.1, 1 elsewhere); each run has another seed and another phase
#   --seconds    how long to watch (default 900)
#   --jobs       guests at a time (default 1)
#   --again      also what has been run; without it only what is missing, so that a campaign can be taken up again
# Leaves artifacts/versus/KERNEL/MODE/CONTENDER/RUN: figures.json, output.txt, console.txt, results/. Then
# tests/e2e/versus/collect.sh makes the committed results of them.
# The product is found as run.sh finds it. Exit: 0, 1 a guest failed, 2 usage, 75 no bed on this machine.
set -euo pipefail
E2E=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$E2E/lib.sh"

usage() { sed -n '2,26s/^# //p' "$0" >&2; exit 2; }
kernels=6.1 modes=anon,cache,pipe,pin,calm,calm-cache,anon-rhel,cache-rhel contenders=kernel,script,script-1,fragguard
runs='' seconds=900 jobs=1 again=''
declare -A config
more=()
while [ $# -gt 0 ]; do
  case $1 in
    --kernels) kernels=${2:?}; shift ;;
    --modes) modes=${2:?}; shift ;;
    --contenders) contenders=${2?}; shift ;;
    --config)
      name=$(basename "${2:?}" .toml)
      [ -s "$2" ] || die "no file $2"
      [[ $name =~ ^[a-z0-9][a-z0-9.-]*$ ]] || die "$2: a contender's name has a-z, 0-9, dots and dashes only"
      config[$name]=$2
      more+=("$name")
      shift
      ;;
    --set)
      [[ ${2:?} == *=* && $2 != */* ]] || die "--set $2: KNOB=VALUE is wanted"
      more+=("$2")
      shift
      ;;
    --runs) runs=${2:?}; shift ;;
    --seconds) seconds=${2:?}; shift ;;
    --jobs) jobs=${2:?}; shift ;;
    --again) again=1 ;;
    *) usage ;;
  esac
  shift
done
if [ "$kernels" = all ]; then kernels=6.1,6.12,7; fi
IFS=, read -ra kernels <<<"$kernels"
IFS=, read -ra modes <<<"$modes"
IFS=, read -ra contenders <<<"$contenders"
contenders+=("${more[@]}")
for mode in "${modes[@]}"; do
  case ${mode%-rhel} in
    anon | cache | pipe | pin | calm | calm-cache | churn | load) ;;
    *) die "no mode $mode" ;;
  esac
done
for contender in "${contenders[@]}"; do
  case $contender in
    kernel | script | script-1 | load-script | fragguard | *=*) ;;
    *)
      [ -n "${config[$contender]:-}" ] ||
        die "no contender $contender; FragGuard with another file is --config FILE"
      ;;
  esac
done

for kernel in "${kernels[@]}"; do "$E2E/bed/setup.sh" --no-module "$kernel"; done
out=$E2E_REPO/artifacts/versus
shared=$(mktemp -d)
trap 'rm -rf "$shared"' EXIT
make_payload "$shared/payload"
cp -a "$E2E/versus/lib" "$shared/payload/versus"

# run_one KERNEL MODE CONTENDER RUN
run_one() {
  local dir=$out/$1/$2/$3/$4 own=$shared/$1-$2-$3-$4 options began=$SECONDS status=0
  rm -rf "$dir"
  mkdir -p "$dir" "$own"
  printf '%s=%s\n' mode "$2" contender "$3" run "$4" seed "$4" seconds "$seconds" >"$own/versus.conf"
  if [ -n "${config[$3]:-}" ]; then cp "${config[$3]}" "$own/contender.toml"; fi
  read -ra options < <(sed -n 's/^# guest: //p' "$E2E/versus/guest.sh")
  "$E2E/bed/guest.sh" -k "$1" "${options[@]}" -p "$E2E_FRAGMENT" -p "$(dirname "$E2E_FRAGMENT")/churn" \
    -p "$shared/payload" -p "$own" -r "$dir/results" -l "$dir/console.txt" \
    "$E2E/versus/guest.sh" >"$dir/output.txt" 2>&1 || status=$?
  if [ "$status" != 0 ] || [ ! -s "$dir/results/figures.json" ]; then
    echo "FAIL $1 $2 $3 $4: $(grep -m1 '^FAIL: ' "$dir/output.txt" || echo "exit $status, see $dir/output.txt")"
    return
  fi
  cp "$dir/results/figures.json" "$dir/figures.json"
  echo "ok $1 $2 $3 $4 ($((SECONDS - began)) s): $(jq -r '
    (if .mode == "load" then .order9 else .order4 end) as $blocks |
    "\($blocks.permille / 10) %, usable after \($blocks.usable_after_s // "never"), \(.read_mb) MB read, " +
    "\(.moved_pages) pages moved, \(.drops) drops, \(.writes) writes, \(.cpu_ms) ms"' "$dir/figures.json")"
}

failed=0
for ((run = 1; run <= ${runs:-3}; run++)); do
  for kernel in "${kernels[@]}"; do
    if [ -z "$runs" ] && [ "$kernel" != 6.1 ] && [ "$run" -gt 1 ]; then continue; fi
    for mode in "${modes[@]}"; do
      for contender in "${contenders[@]}"; do
        if [ -z "$again" ] && [ -s "$out/$kernel/$mode/$contender/$run/figures.json" ]; then continue; fi
        while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
        run_one "$kernel" "$mode" "$contender" "$run" | tee -a "$shared/verdicts" &
      done
    done
  done
done
wait
failed=$(grep -c '^FAIL' "$shared/verdicts" 2>/dev/null || true)
echo "$(grep -c '^ok' "$shared/verdicts" 2>/dev/null || true) run, ${failed:-0} failed"
[ "${failed:-0}" = 0 ]
