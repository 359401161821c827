#!/usr/bin/env bash
# tests/packaging/check.sh [--binary FILE] [--packages DIR]: judge the packages that packaging/build.sh has made, and
# whether what they say (manual pages, catalog, completions) is what the product is. Nothing is installed on this
# machine but, as root, the tools that are missing. Prints "ok NAME" or "FAIL NAME" with the reason for each check,
# "skip NAME" where a tool cannot be had, then "N passed, N failed". Exit: 0 all passed, 1 some failed.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../packaging/lib.sh
. "$here/../../packaging/lib.sh"

binary=$REPO/artifacts/fragguard packages=$REPO/artifacts/packages
while [ $# -gt 0 ]; do
  case $1 in
    --binary) binary=${2:?} && shift ;;
    --packages) packages=${2:?} && shift ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 64 ;;
  esac
  shift
done
binary=$(realpath "$binary") packages=$(realpath "$packages")
machine=$(machine "$binary")
deb=$packages/$(deb_name "$machine") rpm=$packages/$(rpm_name "$machine") archive=$packages/$(tar_name "$machine")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

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
    head -n 40 <<<"$said" | while IFS= read -r line; do printf '     %s\n' "$line"; done
  fi
}
# check_with PROGRAM NAME COMMAND...: the same, if the program is there.
check_with() {
  local program=$1
  shift
  if command -v "$program" >/dev/null; then check "$@"; else echo "skip $1: no $program"; fi
}
# same EXPECTED-FILE ACTUAL-FILE: no difference. absent TEXT: there is none of it.
same() { diff -u "$1" "$2"; }
absent() { [ -z "$1" ] || { echo "$1"; return 1; }; }

# product ARGUMENT...: run the executable; one for arm64 on x86-64 under qemu.
product() { "${emulated[@]}" "$binary" "$@"; }
emulated=()
if [ "$machine" = aarch64 ] && [ "$(uname -m)" != aarch64 ]; then
  emulated=(qemu-aarch64-static)
  need qemu-user-static || true
fi
need dpkg rpm lintian rpmlint mandoc man-db groff-base shellcheck systemd zsh fish || true
unpack() {
  dpkg-deb -R "$deb" "$work/deb" && mkdir "$work/rpm" "$work/tar" &&
    rpm2archive -n - <"$rpm" | tar -C "$work/rpm" -xf - && tar -C "$work/tar" --strip-components=1 -xzf "$archive"
}
unpack || die "the packages cannot be unpacked"

for part in packages scripts archive units manual agreement again; do
  # shellcheck source=/dev/null
  . "$here/parts/$part.sh"
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
