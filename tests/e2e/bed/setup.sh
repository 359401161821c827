#!/bin/bash
# setup.sh [KERNEL...]: make this machine ready to boot guests: host packages, the fragmenter, the root file system,
# and for each KERNEL (default 6.1; see kernel.sh) the kernel, its failure module where it can be built, its initrd.
# Idempotent; everything it fetches comes through apt; everything it makes is under FRAGGUARD_E2E_CACHE.
# Exit 75: this machine cannot have the bed, with what is missing on stderr.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

[ "$(uname -m)" = x86_64 ] || unavailable "this machine is $(uname -m); the guests are x86_64"
require_packages qemu-system-x86 mmdebstrap debian-archive-keyring e2fsprogs busybox-static cpio kmod \
  gcc libc6-dev binutils xz-utils zstd
require_mirror
[ "$(id -u)" = 0 ] || fresh "$E2E_CACHE/rootfs.ext4" || unavailable "not root: the guests' root file system needs it"
mkdir -p "$E2E_CACHE"

fragment=$E2E_CACHE/fragment
if ! fresh "$fragment" "$E2E_DIR"/fragment/*; then
  gcc -O2 -Wall -Wextra -static -s -o "$fragment.new" "$E2E_DIR"/fragment/*.c
  mv "$fragment.new" "$fragment"
fi
"$BED/rootfs.sh"
for kernel in "${@:-6.1}"; do
  "$BED/kernel.sh" "$kernel"
  "$BED/module.sh" "$kernel" || say "kernel $kernel: no failure module, scenario pgfail will be skipped there"
  "$BED/initrd.sh" "$kernel"
done
say "ready: $(du -sh "$E2E_CACHE" | cut -f1) in $E2E_CACHE, guests run under $("$BED/accel.sh")"
