#!/bin/bash
# run.sh [OPTION]...: run scenarios against FragGuard on real kernels, each in a fresh guest. Prepares the machine first
# (bed/setup.sh).
#   --kernels  6.1 (default), all, or a list out of 5.10,6.1,6.12,7
#   --userland all, or a list out of bookworm,trixie,sid: which Debian is installed in the guest (default bookworm),
#              each on its own kernel unless --kernels says otherwise; unless told, with the scenarios service, deb,
#              remedies and tuned-kill
#   --arch     x64 (default) or arm64; there, unless told, scenario anon
#   --only     these scenarios (names of files under scenarios/) instead of all
#   --core     service, anon, pipe and pgfail: what every change should pass
#   --jobs     guests at a time (default 1: one guest uses two CPUs)
#   --keep     set the results of earlier runs aside (NAME.1, NAME.2, ...) instead of replacing them
#   --versus   as the first word: not scenarios, but FragGuard beside what is used instead; the rest is versus.sh's
# Prints "ok NAME (seconds)", "FAIL NAME: why" or "skip NAME: why" for each, then "N passed, N failed". Results are
# under artifacts/e2e/KERNEL/NAME (KERNEL-SUITE, KERNEL-SUITE-arm64): output.txt, console.txt and results/ (the guest's
# /results).
# The product: FRAGGUARD_DEB and FRAGGUARD_RPM (set but empty: none), else the newest in artifacts/packages; where there
# is no deb, the bare binary FRAGGUARD_BINARY or artifacts/fragguard with packaging's unit.
# Exit: 0 all passed, 1 some failed, 2 usage, 75 no bed on this machine.
set -euo pipefail
E2E=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --versus ]; then
  shift
  exec "$E2E/versus.sh" "$@"
fi
usage() { sed -n '2,19s/^# //p' "$0" >&2; exit 2; }
kernels='' userlands='' arch=x64 only='' jobs=1 keep=''
while [ $# -gt 0 ]; do
  case $1 in
    --kernels) kernels=${2:?}; shift ;;
    --userland) userlands=${2:?}; shift ;;
    --arch) arch=${2:?}; shift ;;
    --only) only=${2:?}; shift ;;
    --core) only=service,anon,pipe,pgfail ;;
    --jobs) jobs=${2:?}; shift ;;
    --keep) keep=1 ;;
    *) usage ;;
  esac
  shift
done
case $arch in
  x64) export FRAGGUARD_E2E_ARCH=amd64 ;;
  arm64) export FRAGGUARD_E2E_ARCH=arm64 ;;
  *) usage ;;
esac
# shellcheck source=lib.sh
. "$E2E/lib.sh"
if [ -z "$only" ] && [ "$arch" = arm64 ]; then only=anon; fi
if [ -z "$only" ] && [ -n "$userlands" ]; then only=service,deb,remedies,tuned-kill; fi
if [ "$kernels" = all ]; then kernels=5.10,6.1,6.12,7; fi
if [ "$userlands" = all ]; then userlands=bookworm,trixie,sid; fi
IFS=, read -ra names <<<"$only"

# beds: one KERNEL:USERLAND for each that is to be booted.
beds=()
for userland in $(tr , ' ' <<<"${userlands:-bookworm}"); do
  own=$(kernel_of "$userland")
  for kernel in $(tr , ' ' <<<"${kernels:-$own}"); do beds+=("$kernel:$userland"); done
done
if [ ${#names[@]} -eq 0 ]; then
  for file in "$E2E"/scenarios/*.sh; do names+=("$(basename "$file" .sh)"); done
fi
for name in "${names[@]}"; do [ -s "$E2E/scenarios/$name.sh" ] || die "no scenario $name"; done

# The failure module needs a compiler and headers for each kernel: minutes, for those who ask for it.
module=--no-module
case " ${names[*]} " in *" pgfail "*) module='' ;; esac
for bed in "${beds[@]}"; do "$E2E/bed/setup.sh" --userland "${bed#*:}" ${module:+"$module"} "${bed%:*}"; done
out=$E2E_REPO/artifacts/e2e
product=$(mktemp -d)
trap 'rm -rf "$product"' EXIT

# results_of BED: its directory below $out.
results_of() {
  local suffix=''
  if [ "${1#*:}" != bookworm ] || [ "$arch" != x64 ]; then suffix=-${1#*:}; fi
  if [ "$arch" != x64 ]; then suffix+=-$arch; fi
  echo "${1%:*}$suffix"
}

# run_one BED NAME: run it, write its verdict to the results' directory, print it.
run_one() {
  local script=$E2E/scenarios/$2.sh options began=$SECONDS status=0 verdict dir
  dir=$out/$(results_of "$1")/$2
  if [ -n "$keep" ] && [ -d "$dir" ]; then
    local number=1
    while [ -e "$dir.$number" ]; do number=$((number + 1)); done
    mv "$dir" "$dir.$number"
  fi
  rm -rf "$dir"
  mkdir -p "$dir"
  read -ra options < <(sed -n 's/^# guest: //p' "$script")
  "$E2E/bed/guest.sh" -k "${1%:*}" -u "${1#*:}" "${options[@]}" -p "$E2E_FRAGMENT" -p "$payload" \
    -r "$dir/results" -l "$dir/console.txt" "$script" >"$dir/output.txt" 2>&1 || status=$?
  case $status in
    0) verdict="ok $2 ($((SECONDS - began)) s)" ;;
    75) verdict="skip $2: $(sed -n 's/^SKIP: //p' "$dir/output.txt" | head -1)" ;;
    124) verdict="FAIL $2: not done after $((SECONDS - began)) s" ;;
    125) verdict="FAIL $2: the guest died, see console.txt" ;;
    *) verdict="FAIL $2: $(grep -m1 '^FAIL: ' "$dir/output.txt" | cut -c7- || true)" ;;
  esac
  [ "$verdict" != "FAIL $2: " ] || verdict="FAIL $2: exit status $status without a failed check, see output.txt"
  echo "$verdict" | tee "$dir/verdict"
}

payload=$product/payload
make_payload "$payload"

for bed in "${beds[@]}"; do
  echo "kernel ${bed%:*} ($(cat "$(kernel_dir "${bed%:*}")/version")), $arch, userland ${bed#*:} (systemd $(
    cat "$(rootfs_of "${bed#*:}").systemd")), $("$E2E/bed/accel.sh")"
  for name in "${names[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    run_one "$bed" "$name" &
  done
  wait
done

count() { # count WORD: verdicts that begin with it
  local bed name total=0
  for bed in "${beds[@]}"; do
    for name in "${names[@]}"; do
      if grep -q "^$1 " "$out/$(results_of "$bed")/$name/verdict" 2>/dev/null; then total=$((total + 1)); fi
    done
  done
  echo "$total"
}
skipped=$(count skip)
failed=$((${#beds[@]} * ${#names[@]} - $(count ok) - skipped))
echo "$(count ok) passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$failed" = 0 ]
