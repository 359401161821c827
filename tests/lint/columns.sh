#!/usr/bin/env bash
# tests/lint/columns.sh [FILE...]: no line of C# or shell is wider than 120 columns; without FILE, in the whole tree.
# `dotnet format` and the compiler's analyzers have no rule for it. Prints FILE:LINE for what is wider.
# Exit: 0 none, 1 some. OLD lines hold what the kernel or a file says, in raw strings: they may only become fewer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C.UTF-8

readonly WIDEST=120 OLD=11

# wide: the lines of the files on standard input (NUL between them) that are too wide.
wide() {
  { xargs -0 -r grep -HnE "^.{$((WIDEST + 1)),}" || true; } |
    sed -E "s/^([^:]*:[0-9]*:).*/\1 wider than $WIDEST columns/"
}

if [ $# -gt 0 ]; then
  found=$(printf '%s\0' "$@" | wide)
  [ -z "$found" ] || { echo "$found"; exit 1; }
  exit 0
fi
found=$(git ls-files -z --cached --others --exclude-standard --deduplicate -- '*.cs' '*.sh' .ci/run |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | wide)
count=$(grep -c . <<<"$found" || true)
if [ "$count" -gt "$OLD" ]; then
  echo "$found"
  echo "columns.sh: $count lines are wider than $WIDEST columns, $OLD were: wrap the new ones"
  exit 1
fi
if [ "$count" -lt "$OLD" ]; then
  echo "columns.sh: only $count lines are wider than $WIDEST columns, no longer $OLD: write OLD=11$count here"
  exit 1
fi
