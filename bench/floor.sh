#!/usr/bin/env bash
# floor.sh [ROUNDS [TICKS]]: a healthy tick of the guard against a C program that does the same work, in turn, on one
# core.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ROUNDS=${1:-11} TICKS=${2:-50000}
readonly CORE=$(($(nproc) - 1))

need_native
compile floor "$BENCH/floor/floor.c"
trees=(live 3 8 64)
for tree in "${trees[@]:1}"; do
  make_tree "$WORK/zones-$tree" "$tree"
done

# once TREE: prints `tree zones c-ns fragguard-ns`; which one goes first alternates from round to round.
once() {
  local tree=$1 round=$2 root=() c guard out
  [ "$tree" = live ] || root=(--root "$WORK/zones-$tree")
  for which in $(((round % 2) + 1)) $((2 - (round % 2))); do
    if [ "$which" = 1 ]; then
      out=$(taskset -c "$CORE" "$WORK/floor" --ticks "$TICKS" "${root[@]}")
      c=$(number ns_per_tick <<< "$out") zones=$(number zones <<< "$out") breached=$(number breached <<< "$out")
    else
      guard=$(taskset -c "$CORE" "$NATIVE" soak --ticks "$TICKS" "${root[@]}" | number ns_per_tick)
    fi
  done
  [ "$breached" = 0 ] || die "$tree: $breached zones are breached, so a tick is not a healthy one"
  echo "$tree $zones $c $guard"
}

line=$(machine_line)
raw=$WORK/floor.raw
: > "$raw"
for ((round = 0; round < ROUNDS; round++)); do
  for tree in "${trees[@]}"; do
    once "$tree" "$round" >> "$raw"
  done
done

directory=$(results)
{
  echo "# A healthy tick against C"
  echo
  echo "$line."
  echo "$ROUNDS rounds of $TICKS ticks each, in turn, on one core. Nanoseconds a tick: smallest / median / largest."
  echo "The ratio is that of two neighbouring runs; \`best\` is that of the two smallest."
  echo
  awk -v json="$directory/floor.json" -f "$BENCH/floor/table.awk" "$raw"
} | tee "$directory/floor.md"
