#!/bin/bash
# rootfs.sh [SUITE]: build FRAGGUARD_E2E_CACHE/rootfs-SUITE.ext4 (rootfs-SUITE-arm64.ext4), the guests' disk: a minimal
# Debian (bookworm, trixie or sid) with systemd as PID 1, dbus, udev, journald, dpkg and rpm. mmdebstrap and mke2fs -d
# make it (root, but no loop device). It holds no kernel modules: the initrd brings those of the kernel that boots.
# Built again only when this recipe has changed.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

suite=${1:-bookworm} size=1G
packages=systemd,systemd-sysv,dbus,udev,kmod,procps,e2fsprogs,rpm,jq,strace
image=$(rootfs_of "$suite")
key=$(sed '/^ *#/d' "$0" "$E2E_DIR"/guest/bed* | sha256sum | cut -c1-16)
if [ -s "$image" ] && [ "$(cat "$image.key" 2>/dev/null)" = "$key" ]; then exit 0; fi
[ "$(id -u)" = 0 ] || unavailable "not root: building the guests' root file system needs it"
require_mirror
mkdir -p "$E2E_CACHE"
work=$(mktemp -d "$E2E_CACHE/.rootfs.XXXXXX")
root=$work/root
binfmt=/proc/sys/fs/binfmt_misc registered='' mounted=''
# shellcheck disable=SC2317  # The trap below runs it.
cleanup() {
  if [ -n "$registered" ]; then echo -1 >"$binfmt/qemu-aarch64"; fi
  if [ -n "$mounted" ]; then umount "$binfmt"; fi
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT

# run_arm64_programs: while this script runs, this machine's kernel gives arm64 programs to qemu-user-static, so that
# the packages' own scripts can configure them.
run_arm64_programs() {
  local magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  local mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  if [ -e "$binfmt/qemu-aarch64" ]; then return 0; fi
  if [ ! -e "$binfmt/register" ]; then
    mount -t binfmt_misc binfmt_misc "$binfmt" || unavailable "no binfmt_misc here: arm64 packages cannot be configured"
    mounted=1
  fi
  # F: the interpreter is opened now, so that it works inside the new root, too.
  echo ":qemu-aarch64:M::$magic:$mask:/usr/bin/qemu-aarch64-static:F" >"$binfmt/register" ||
    unavailable "binfmt_misc does not take qemu-aarch64-static"
  registered=1
}

if [ "$E2E_ARCH" = arm64 ]; then run_arm64_programs; fi
say "building the guests' root file system ($suite, $E2E_ARCH)"
bootstrap "$suite" "$root" --variant=minbase --include="$packages" \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/fragguard*' \
  --dpkgopt='path-include=/usr/share/man/*fragguard*' || unavailable "mmdebstrap could not build $suite"

# --- identity, and the runner that takes over after multi-user.target ---
echo bed >"$root/etc/hostname"
printf '127.0.0.1 localhost bed\n' >"$root/etc/hosts"
echo 00000000000000000000000000000bed >"$root/etc/machine-id" # Fixed, so that no boot is a first boot.
: >"$root/etc/fstab"
mkdir -p "$root"/{payload,results,var/log/journal,etc/systemd/system/bed.target.wants,etc/systemd/system.conf.d}
install -m755 "$E2E_DIR/guest/bed-run" "$root/usr/local/sbin/bed-run"
install -m644 "$E2E_DIR/guest/bed-run.service" "$E2E_DIR/guest/bed.target" "$root/etc/systemd/system/"
ln -sf /etc/systemd/system/bed.target "$root/etc/systemd/system/default.target"
ln -sf ../bed-run.service "$root/etc/systemd/system/bed.target.wants/bed-run.service"
# Emulated guests are 20 to 40 times slower than the machine.
printf '[Manager]\nDefaultTimeoutStartSec=300s\nDefaultTimeoutStopSec=60s\n' >"$root/etc/systemd/system.conf.d/bed.conf"

# --- what a guest without network, screen or tomorrow does not need: seconds at every boot ---
mask="getty@tty1.service serial-getty@ttyS0.service serial-getty@hvc0.service apt-daily.timer apt-daily-upgrade.timer
  dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-firstboot.service
  systemd-pstore.service systemd-udev-trigger.service systemd-udev-settle.service modprobe@configfs.service
  modprobe@dm_mod.service modprobe@drm.service modprobe@fuse.service modprobe@loop.service
  modprobe@efi_pstore.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
  systemd-random-seed.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount
  systemd-boot-system-token.service"
for unit in $mask; do ln -sf /dev/null "$root/etc/systemd/system/$unit"; done
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*_*

mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -m 0 -L bed -d "$root" "$work/rootfs.ext4" "$size" >/dev/null
mv "$work/rootfs.ext4" "$image"
awk '/^Package: / { name = $2 } /^Version: / && name == "systemd" { print $2 }' "$root/var/lib/dpkg/status" \
  >"$image.systemd"
echo "$key" >"$image.key"
