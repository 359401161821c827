#!/bin/bash
# module.sh KERNEL: build pgfail/fragguard_pgfail.ko for a kernel that kernel.sh fetched, into its extra/.
# Exit 1 when it cannot be built (its headers want another compiler): the bed works without, pgfail is skipped.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

dir=$E2E_CACHE/kernel-${1:?usage: module.sh KERNEL}
version=$(cat "$dir/version")
source=$E2E_DIR/pgfail
result=$dir/extra/fragguard_pgfail.ko
if fresh "$result" "$source/fragguard_pgfail.c" "$source/Makefile"; then exit 0; fi
if fresh "$dir/extra/.cannot" "$source/fragguard_pgfail.c" "$source/Makefile"; then exit 1; fi
mkdir -p "$dir/extra"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$source/Makefile" "$source/fragguard_pgfail.c" "$work/"
# BTF needs the kernel's own vmlinux, which the headers do not have; the module does not need BTF.
if ! make -s -C "$dir/headers/usr/src/linux-headers-$version" M="$work" CC=gcc HOSTCC=gcc \
     CONFIG_DEBUG_INFO_BTF= CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/log" 2>&1; then
  { date; cat "$work/log"; } >"$dir/extra/.cannot"
  exit 1
fi
strip --strip-debug "$work/fragguard_pgfail.ko"
mv "$work/fragguard_pgfail.ko" "$result"
