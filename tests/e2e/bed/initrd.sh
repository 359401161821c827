#!/bin/bash
# initrd.sh KERNEL: write FRAGGUARD_E2E_CACHE/kernel-KERNEL/initrd.img: static busybox, the modules that mount an ext4
# root (persistent memory, or a disk), and a subset of the kernel's modules (with extra/*.ko) that is copied into the
# root's /lib/modules at boot, so that one root file system serves every kernel. Uncompressed: under emulation unpacking
# costs more.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

dir=$(kernel_dir "${1:?usage: initrd.sh KERNEL}")
version=$(cat "$dir/version")
busybox=$([ "$E2E_ARCH" = amd64 ] && echo /bin/busybox || echo "$dir/busybox")
early="nfit nd_pmem virtio_pci virtio_blk ext4"
later="virtio_console virtio_rng af_packet unix ipv6 overlay tun configfs autofs4 fuse zram xfs"
made_of=("$0" "$E2E_DIR/guest/init" "$dir/version" "$dir/extra/fragguard_pgfail.ko" "$busybox")
if fresh "$dir/initrd.img" "${made_of[@]}"; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=$work/lib/modules/$version
mkdir -p "$work"/{bin,dev,proc,sys,root,early} "$modules/extra"
cp -L "$busybox" "$work/bin/busybox"

# files MODULE: it and what it depends on, in loading order; nothing for one that is built in or absent.
files() {
  modprobe -d "$dir/modules" -S "$version" --show-depends "$1" 2>/dev/null | awk '$1 == "insmod" { print $2 }'
}

number=0 seen=' '
for module in $early; do
  for file in $(files "$module"); do
    name=$(basename "$file")
    case $seen in *" $name "*) continue ;; esac
    seen+="$name "
    target=$work/early/$(printf '%02d' $number)-${name%%.ko*}.ko
    number=$((number + 1))
    case $name in
      *.xz) xz -dc "$file" >"$target" ;;
      *.zst) zstd -qdc "$file" >"$target" ;;
      *) cp "$file" "$target" ;;
    esac
  done
done
for module in $early $later; do
  for file in $(files "$module"); do
    place=$modules/${file#"$dir/modules/lib/modules/$version/"}
    mkdir -p "$(dirname "$place")"
    cp "$file" "$place"
  done
done
find "$dir/extra" -name '*.ko' -exec cp {} "$modules/extra/" \; 2>/dev/null || true
for list in order builtin builtin.modinfo; do # Newer Debian keeps them in another package; modprobe does without.
  cp "$dir/modules/lib/modules/$version/modules.$list" "$modules/" 2>/dev/null || true
done
depmod -b "$work" "$version" 2>/dev/null
install -m755 "$E2E_DIR/guest/init" "$work/init"
(cd "$work" && find . | cpio -o -H newc --quiet) >"$dir/initrd.img.new"
mv "$dir/initrd.img.new" "$dir/initrd.img"
