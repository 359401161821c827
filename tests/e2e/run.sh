#!/bin/bash
# run.sh [--kernels LIST] [--only NAME,...] [--core] [--jobs N] [--keep]: run scenarios against FragGuard on real
# kernels, each in a fresh guest. Prepares the machine first (bed/setup.sh).
#   --kernels  6.1 (default), all, or a list out of 5.10,6.1,6.12,7
#   --only     these scenarios (names of files under scenarios/) instead of all
#   --core     service, anon, pipe and pgfail: what every change should pass
#   --jobs     guests at a time (default 1: one guest uses two CPUs)
#   --keep     set the results of earlier runs aside (NAME.1, NAME.2, ...) instead of replacing them
# Prints "ok NAME (seconds)", "FAIL NAME: why" or "skip NAME: why" for each, then "N passed, N failed". Results are
# under artifacts/e2e/KERNEL/NAME: output.txt, console.txt and results/ (the guest's /results).
# The product: FRAGGUARD_DEB and FRAGGUARD_RPM (set but empty: none), else the newest in artifacts/packages; where there
# is no deb, the bare binary FRAGGUARD_BINARY or artifacts/fragguard with packaging's unit.
# Exit: 0 all passed, 1 some failed, 2 usage, 75 no bed on this machine.
set -euo pipefail
E2E=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$E2E/lib.sh"

usage() { sed -n '2,14s/^# //p' "$0" >&2; exit 2; }
kernels=6.1 only='' jobs=1 keep=''
while [ $# -gt 0 ]; do
  case $1 in
    --kernels) kernels=${2:?}; shift ;;
    --only) only=${2:?}; shift ;;
    --core) only=service,anon,pipe,pgfail ;;
    --jobs) jobs=${2:?}; shift ;;
    --keep) keep=1 ;;
    *) usage ;;
  esac
  shift
done
if [ "$kernels" = all ]; then kernels=5.10,6.1,6.12,7; fi
IFS=, read -ra kernels <<<"$kernels"
IFS=, read -ra names <<<"$only"
if [ ${#names[@]} -eq 0 ]; then
  for file in "$E2E"/scenarios/*.sh; do names+=("$(basename "$file" .sh)"); done
fi
for name in "${names[@]}"; do [ -s "$E2E/scenarios/$name.sh" ] || die "no scenario $name"; done

"$E2E/bed/setup.sh" "${kernels[@]}"
out=$E2E_REPO/artifacts/e2e
product=$(mktemp -d)
trap 'rm -rf "$product"' EXIT

# collect_product: what is under test, copied to one directory that goes into every guest.
collect_product() {
  local packages=$E2E_REPO/artifacts/packages deb rpm binary
  deb=${FRAGGUARD_DEB-$(newest "$packages"/fragguard_*_amd64.deb)}
  rpm=${FRAGGUARD_RPM-$(newest "$packages"/fragguard-*.x86_64.rpm)}
  binary=${FRAGGUARD_BINARY:-$E2E_REPO/artifacts/fragguard}
  if [ -n "$deb" ]; then cp "$deb" "$product/"; fi
  if [ -n "$rpm" ]; then cp "$rpm" "$product/"; fi
  if [ -s "$binary" ]; then
    install -m755 "$binary" "$product/fragguard"
    find "$E2E_REPO/packaging" "$E2E_REPO/etc" \( -name fragguard.service -o -name fragguard.toml \) \
      -exec cp {} "$product/" \; 2>/dev/null || true
  fi
  if [ -z "$(ls -A "$product")" ]; then say "no product: only the bed itself can pass"; return 0; fi
  say "product: $(cd "$product" && sha256sum -- * | awk '{ print $2, substr($1, 1, 12) }' | paste -sd ' ')"
}

# run_one KERNEL NAME: run it, write its verdict to the results' directory, print it.
run_one() {
  local dir=$out/$1/$2 script=$E2E/scenarios/$2.sh options began=$SECONDS status=0 verdict
  if [ -n "$keep" ] && [ -d "$dir" ]; then
    local number=1
    while [ -e "$dir.$number" ]; do number=$((number + 1)); done
    mv "$dir" "$dir.$number"
  fi
  rm -rf "$dir"
  mkdir -p "$dir"
  read -ra options < <(sed -n 's/^# guest: //p' "$script")
  "$E2E/bed/guest.sh" -k "$1" "${options[@]}" -p "$E2E_CACHE/fragment" -p "$payload" \
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

collect_product
payload=$product/payload
mkdir -p "$product/payload.new/product"
find "$product" -maxdepth 1 -type f -exec mv {} "$product/payload.new/product/" \;
cp -a "$E2E/scenarios/lib" "$product/payload.new/lib"
mv "$product/payload.new" "$payload"

for kernel in "${kernels[@]}"; do
  echo "kernel $kernel ($(cat "$E2E_CACHE/kernel-$kernel/version")), $("$E2E/bed/accel.sh")"
  for name in "${names[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    run_one "$kernel" "$name" &
  done
  wait
done

count() { # count WORD: verdicts that begin with it
  local kernel name total=0
  for kernel in "${kernels[@]}"; do
    for name in "${names[@]}"; do
      if grep -q "^$1 " "$out/$kernel/$name/verdict" 2>/dev/null; then total=$((total + 1)); fi
    done
  done
  echo "$total"
}
skipped=$(count skip)
failed=$((${#kernels[@]} * ${#names[@]} - $(count ok) - skipped))
echo "$(count ok) passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$failed" = 0 ]
