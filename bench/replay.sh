#!/usr/bin/env bash
# replay.sh [ROUNDS]: the policy over a day at one look a second on a machine of 8 zones, with an hour of shortage in
# it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ROUNDS=${1:-5} SAMPLES=86400
readonly TRACE=$WORK/day.trace

# The counts wander from sample to sample; from the tenth to the eleventh hour nothing of order 4 or more is left.
make_trace() {
  awk -v samples="$SAMPLES" 'BEGIN {
    print "# fragguard-trace 1"
    for (t = 0; t < samples; t++) {
      printf "@ %d\n> proc/buddyinfo\n", t
      short = (t >= 36000 && t < 39600)
      for (node = 0; node < 8; node++) {
        printf "Node %d, zone   Normal ", node
        for (order = 0; order < 11; order++)
          printf "%6d ", (short && order >= 4) ? 0 : 200 + (t * (order + 3) + node * 577) % 7919
        print ""
      }
    } }' > "$TRACE"
}

need_native
mkdir -p "$WORK"
[ -s "$TRACE" ] || make_trace
line=$(machine_line)
times=()
for ((round = 0; round < ROUNDS; round++)); do
  begin=$(date +%s%N)
  "$NATIVE" replay "$TRACE" > "$WORK/replay.out"
  times+=($((($(date +%s%N) - begin) / 1000000)))
done
mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)

directory=$(results)
{
  printf '{\n  "samples": %d,\n  "zones": 8,\n  "lines_printed": %d,\n' "$SAMPLES" "$(wc -l < "$WORK/replay.out")"
  printf '  "min_ms": %d,\n  "median_ms": %d,\n  "max_ms": %d\n}\n' \
    "${times[0]}" "${times[ROUNDS / 2]}" "${times[ROUNDS - 1]}"
} > "$directory/replay.json"
{
  echo "# A day in replay"
  echo
  echo "$line."
  echo
  echo "$SAMPLES samples of 8 zones, $(($(stat -c %s "$TRACE") >> 20)) MiB of text, $ROUNDS rounds:" \
    "${times[0]} / ${times[ROUNDS / 2]} / ${times[ROUNDS - 1]} ms (smallest / median / largest). Target: 1000 ms."
} | tee "$directory/replay.md"
