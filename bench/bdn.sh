#!/usr/bin/env bash
# bdn.sh [ARGUMENT...]: what the parts cost, and what the obvious C# ways would cost, in BenchmarkDotNet; arguments are
# BenchmarkDotNet's. Without any, all of it runs, and the results' table is replaced.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly REPORTS=$WORK/bdn/results

line=$(machine_line)
if [ $# -gt 0 ]; then
  exec dotnet run -c Release --project "$BENCH/FragGuard.Benchmarks" -- "$@"
fi
rm -rf "$REPORTS"
dotnet run -c Release --project "$BENCH/FragGuard.Benchmarks"

# Every report begins with the same block about the machine: it is taken once.
directory=$(results)
reports=("$REPORTS"/*-report-github.md)
[ -s "${reports[0]}" ] || die "BenchmarkDotNet left no report in $REPORTS"
{
  echo "# The parts, and the obvious ways"
  echo
  echo "$line."
  echo
  awk '/^```/ { fence++ } fence < 2 || /^```/ && fence == 2' "${reports[0]}"
  for report in "${reports[@]}"; do
    name=$(basename "$report" -report-github.md)
    printf '\n## %s\n\n' "${name##*.}"
    sed -n '/^|/p' "$report"
  done
} > "$directory/benchmarks.md"
say "written: $directory/benchmarks.md"
