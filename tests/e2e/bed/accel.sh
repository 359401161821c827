#!/bin/bash
# accel.sh: print how guests are to be run here: "kvm" where /dev/kvm really boots a guest, else "tcg".
# A device node proves nothing (nested hosts have ones that hang), so a kernel is booted once; the answer is kept in
# the cache until the next boot of this machine. FRAGGUARD_E2E_ACCEL=kvm|tcg overrides.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

if [ -n "${FRAGGUARD_E2E_ACCEL:-}" ]; then echo "$FRAGGUARD_E2E_ACCEL"; exit 0; fi
if ! [ -w /dev/kvm ] || [ "$E2E_ARCH" != amd64 ]; then echo tcg; exit 0; fi
boot=$(cat /proc/sys/kernel/random/boot_id)
known=$E2E_CACHE/accel
if [ -s "$known" ]; then
  read -r answer when <"$known"
  if [ "$when" = "$boot" ]; then echo "$answer"; exit 0; fi
fi
kernel=$(find "$E2E_CACHE" -maxdepth 2 -name initrd.img -size +0 -printf '%h\n' 2>/dev/null | sort | head -1)
if [ -z "$kernel" ]; then echo tcg; exit 0; fi
answer=tcg
console=$(mktemp)
trap 'rm -f "$console"' EXIT
# The initrd says that it lives and powers off: a kernel that has come that far runs.
timeout -k 5 30 qemu-system-x86_64 -M q35 -accel kvm -cpu host -smp 2 -m 512 -nodefaults -display none -no-reboot \
  -kernel "$kernel/vmlinuz" -initrd "$kernel/initrd.img" -append "console=ttyS0 panic=-1 quiet fragguard.probe" \
  -serial "file:$console" </dev/null >/dev/null 2>&1 || true
if grep -q 'initrd: probe' "$console"; then answer=kvm; fi
echo "$answer $boot" >"$known"
echo "$answer"
