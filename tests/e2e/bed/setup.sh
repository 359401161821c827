#!/bin/bash
# setup.sh [--userland SUITE] [--no-module] [KERNEL...]: make this machine ready to boot guests: host packages, the
# fragmenter and churn, the root file system (of Debian bookworm, trixie or sid; default bookworm), and for each KERNEL
# (default 6.1; see kernel.sh) the kernel, its failure module where it can be built and is wanted, its initrd.
# Idempotent; everything it fetches comes through apt; everything it makes is under FRAGGUARD_E2E_CACHE.
# Exit 75: this machine cannot have the bed, with what is missing on stderr.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

userland=bookworm module=1
while [ $# -gt 0 ]; do
  case $1 in
    --userland) userland=${2:?} && shift ;;
    --no-module) module='' ;;
    *) break ;;
  esac
  shift
done
# Headers and compiler of the module's build root are this machine's: there is no module for another architecture.
[ "$E2E_ARCH" = amd64 ] || module=''
[ "$(uname -m)" = x86_64 ] || unavailable "this machine is $(uname -m); the guests run on x86_64"
require_packages qemu-system-x86 mmdebstrap debian-archive-keyring e2fsprogs busybox-static cpio kmod \
  gcc libc6-dev binutils xz-utils zstd
if [ "$E2E_ARCH" = arm64 ]; then
  require_packages qemu-system-arm qemu-user-static arch-test gcc-aarch64-linux-gnu libc6-dev-arm64-cross
fi
require_mirror
[ "$(id -u)" = 0 ] || fresh "$(rootfs_of "$userland")" || unavailable "not root: the guests' root file system needs it"
mkdir -p "$E2E_CACHE" "$(dirname "$E2E_FRAGMENT")"

for program in fragment churn; do
  target=$(dirname "$E2E_FRAGMENT")/$program
  if fresh "$target" "$E2E_DIR/$program"/*; then continue; fi
  compiler=$([ "$E2E_ARCH" = amd64 ] && echo gcc || echo aarch64-linux-gnu-gcc)
  "$compiler" -O2 -Wall -Wextra -static -s -o "$target.new" "$E2E_DIR/$program"/*.c
  mv "$target.new" "$target"
done
"$BED/rootfs.sh" "$userland"
for kernel in "${@:-6.1}"; do
  "$BED/kernel.sh" "$kernel"
  [ -z "$module" ] || "$BED/module.sh" "$kernel" ||
    say "kernel $kernel: no failure module, scenario pgfail will be skipped there"
  "$BED/initrd.sh" "$kernel"
done
# Roots that are being built are no part of it.
size=$(du -sh --exclude='.[!.]*' "$E2E_CACHE" 2>/dev/null | cut -f1 || true)
say "ready: $size in $E2E_CACHE, guests run under $("$BED/accel.sh")"
