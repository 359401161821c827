#!/bin/bash
# module.sh KERNEL: build pgfail/fragguard_pgfail.ko for a kernel that kernel.sh fetched, into its extra/, with the
# compiler and headers of that kernel's own Debian release, in a build root that mmdebstrap makes and throws away.
# Exit 1 when it cannot be built: the bed works without, pgfail is skipped.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

kernel=${1:?usage: module.sh KERNEL}
suite=$(suite_of "$kernel")
dir=$(kernel_dir "$kernel")
version=$(cat "$dir/version")
source=$E2E_DIR/pgfail
result=$dir/extra/fragguard_pgfail.ko
if fresh "$result" "$0" "$source/fragguard_pgfail.c" "$source/Makefile"; then exit 0; fi
mkdir -p "$dir/extra"
say "building the failure module for $version"
# BTF needs the kernel's own vmlinux, which headers do not have; the module does not need BTF.
# shellcheck disable=SC2016  # mmdebstrap's shell fills in $1, the build root.
if ! bootstrap "$suite" /dev/null --variant=essential --include="linux-headers-$version,make,gcc,libc6-dev" \
     --customize-hook="copy-in '$source' /tmp" \
     --customize-hook='chroot "$1" make -s -C /usr/src/linux-headers-'"$version"' M=/tmp/pgfail \
       CONFIG_DEBUG_INFO_BTF= CONFIG_DEBUG_INFO_BTF_MODULES= modules' \
     --customize-hook="copy-out /tmp/pgfail/fragguard_pgfail.ko '$dir/extra'" >"$dir/module.log" 2>&1; then
  tail -3 "$dir/module.log" >&2
  exit 1
fi
strip --strip-debug "$result"
