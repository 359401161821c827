#!/bin/bash
# churn.sh [KERNEL]...: what each setting that the kernel can be given is worth on a busy host, and what it costs: the
# kernel alone, and with one setting from boot on, under churn: what looks good three times, with the same three seeds
# as the kernel alone, and everything else once. Default: 6.1 7.
#   CHURN_RUNS     how often what looks good (default 3)
#   CHURN_SECONDS  how long to watch: four times as long on the simulated host (default 300)
# Then it makes the committed results of them (collect.sh) and prints their table. Runs that are committed with the same
# length are taken as they are: delete them from bench/results/versus/runs.json to have them run again. About a
# minute a run on a core of its own.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

kernels=("$@")
if [ ${#kernels[@]} -eq 0 ]; then kernels=(6.1 7); fi
runs=${CHURN_RUNS:-3} seconds=${CHURN_SECONDS:-300}

# promising_of KERNEL: what looked good in one run, or what distributions ship otherwise: as often as the kernel alone.
# others_of KERNEL: once each. The values are those that people recommend; RHEL ships proactiveness 0.
promising_of() {
  case $1 in
    6.1) echo vm.min_free_kbytes=65536 vm.compaction_proactiveness={0,60} ;;
    *) echo vm.min_free_kbytes=65536 ;;
  esac
}
others_of() {
  echo vm.watermark_boost_factor={0,30000} vm.watermark_scale_factor=100 vm.percpu_pagelist_high_fraction=1000 \
    thp.defrag={defer,always}
  case $1 in
    6.1) echo vm.extfrag_threshold=200 thp.enabled=never ;;
    7) echo vm.defrag_mode=1 vm.compaction_proactiveness={0,60} ;;
  esac
}

# take_committed KERNEL: what is committed counts as run.
take_committed() {
  local release run dir
  release=$(cat "$(kernel_dir "$1")/version")
  while read -r run; do
    dir=$(jq -r --arg kernel "$1" '"\($kernel)/churn/\(.contender)/\(.run)"' <<<"$run")
    dir=$E2E_REPO/artifacts/versus/$dir
    if [ ! -s "$dir/figures.json" ]; then
      mkdir -p "$dir"
      echo "$run" >"$dir/figures.json"
    fi
  done < <(jq -c --arg kernel "$release" --argjson seconds "$seconds" \
    '.[] | select(.kernel == $kernel and .mode == "churn" and .seconds == $seconds)' \
    "$E2E_REPO/bench/results/versus/runs.json")
}

# versus KERNEL RUNS SETTING...: the kernel alone and with each of these.
versus() {
  local kernel=$1 runs=$2 setting sets=()
  shift 2
  for setting; do sets+=(--set "$setting"); done
  take_committed "$kernel"
  "$E2E_DIR/versus.sh" --kernels "$kernel" --modes churn --contenders kernel "${sets[@]}" --runs "$runs" \
    --seconds "$seconds"
}

for kernel in "${kernels[@]}"; do
  [ -s "$(kernel_dir "$kernel")/version" ] || "$E2E_DIR/bed/setup.sh" --no-module "$kernel"
done
for ((run = 1; run <= runs; run++)); do
  # shellcheck disable=SC2046  # Settings are words.
  for kernel in "${kernels[@]}"; do versus "$kernel" "$run" $(promising_of "$kernel"); done
done
# shellcheck disable=SC2046
for kernel in "${kernels[@]}"; do versus "$kernel" 1 $(others_of "$kernel"); done
"$HERE/collect.sh"
"$HERE/table.sh" prevention
