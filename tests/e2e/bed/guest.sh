#!/bin/bash
# guest.sh [option]... SCRIPT: boot a guest, run SCRIPT in it (bash, root, after multi-user.target), stream its output
# to stdout, return its exit status. The base image is never written to, so guests may run side by side.
#   -k KERNEL   as kernel.sh names it (default 6.1)      -m MB    memory (default 768)
#   -u SUITE    userland, as rootfs.sh names it (default bookworm)
#   -n NODES    NUMA nodes, memory split evenly (1)      -c CPUS  (default 2 under KVM, 1 under emulation)
#   -t SEC      limit in CPU seconds (default 300)       -p PATH  file, or content of a directory, for /payload
#   -r DIR      the guest's /results is unpacked there   -l FILE  the serial console is kept there
#   -a STR      appended to the kernel command line      -q STR   further qemu arguments
#   -i          count time in instructions, even where KVM works (see below)
# An emulated guest with one CPU keeps time by counting its instructions, 2 ns each, and skips the time in which it has
# nothing to do: ten idle minutes cost a second, and what else the host does is not felt in the guest. With -c 2 or
# under KVM guests run in real time, on CPUs that really race. An arm64 guest (FRAGGUARD_E2E_ARCH) has a disk, for
# without firmware qemu gives it no persistent memory: it counts, but skips nothing: idle time passes as on the host.
# Exit: the script's status; 124 limit reached; 125 the guest died before it reported (console tail on stderr); 2 usage.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

usage() { sed -n '2,16s/^# //p' "$0" >&2; exit 2; }
kernel=6.1 userland=bookworm memory=768 nodes=1 cpus='' limit=300 counted=''
results='' console='' append='' extra='' payload=()
while getopts k:u:m:n:c:t:p:r:l:a:q:i option; do
  case $option in
    k) kernel=$OPTARG ;; u) userland=$OPTARG ;; m) memory=$OPTARG ;; n) nodes=$OPTARG ;; c) cpus=$OPTARG ;;
    t) limit=$OPTARG ;; p) payload+=("$OPTARG") ;; r) results=$OPTARG ;; l) console=$OPTARG ;; a) append=$OPTARG ;;
    q) extra=$OPTARG ;;
    i) counted=1 ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
script=$1
dir=$(kernel_dir "$kernel") rootfs=$(rootfs_of "$userland")
for needed in "$rootfs" "$dir/vmlinuz" "$dir/initrd.img" "$script"; do
  [ -s "$needed" ] || die "no $needed: run bed/setup.sh --userland $userland $kernel"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/fragguard-guest.XXXXXX")
qemu='' tail=''
# shellcheck disable=SC2317  # The trap below runs it.
cleanup() {
  if [ -n "$qemu" ]; then kill -9 "$qemu" 2>/dev/null || true; fi
  if [ -n "$tail" ]; then kill "$tail" 2>/dev/null || true; fi
  if [ -n "$console" ]; then cp "$work/console" "$console" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# --- disks: the payload and the results, both raw tars ---
mkdir "$work/payload"
for path in "${payload[@]}"; do
  if [ -d "$path" ]; then cp -a "$path/." "$work/payload/"; else cp -a "$path" "$work/payload/"; fi
done
cp "$script" "$work/payload/run.sh"
tar cf "$work/payload.tar" -C "$work/payload" .
truncate -s %1M "$work/payload.tar"
truncate -s 256M "$work/results.tar"
: >"$work/out"
: >"$work/ctl"

accel=$("$BED/accel.sh")
if [ "$E2E_ARCH" = arm64 ]; then
  # Armv8.0: the least that .NET needs.
  machine=(-M virt -cpu cortex-a72)
  if [ "${cpus:-1}" -gt 1 ]; then
    machine+=(-accel "tcg,thread=multi,tb-size=256")
  else
    machine+=(-accel "tcg,thread=single,tb-size=256" -icount "shift=1,sleep=on")
    cpus=1
  fi
elif [ "$accel" = kvm ] && [ -z "$counted" ]; then
  machine=(-accel kvm -cpu host)
  cpus=${cpus:-2}
elif [ "${cpus:-1}" -gt 1 ]; then
  machine=(-accel "tcg,thread=multi,tb-size=256" -cpu Westmere)
else
  # Westmere is x86-64-v2: what .NET needs, and faster to emulate than everything qemu knows.
  machine=(-accel "tcg,thread=single,tb-size=256" -icount "shift=1,sleep=off" -cpu Westmere)
  cpus=1
fi
disk() { # disk ID FILE OPTIONS
  machine+=(-drive "file=$2,if=none,id=$1,format=raw,$3" -device "virtio-blk-pci,drive=$1")
}
port() { # port NAME FILE
  machine+=(-chardev "file,id=$1,path=$2" -device "virtserialport,chardev=$1,name=bed.$1")
}
disk vda "$work/payload.tar" readonly=on
disk vdb "$work/results.tar" cache=unsafe
# --- the root: persistent memory, private to this guest. It answers at once, as memory does: with a disk, a guest that
# counts time would skip ahead to its next timer whenever it has to wait for the host ---
if [ "$E2E_ARCH" = amd64 ]; then
  size=$(stat -c %s "$rootfs")
  machine+=(-M "q35,nvdimm=on" -object "memory-backend-file,id=root,mem-path=$rootfs,size=$size,share=off"
    -device "nvdimm,memdev=root")
  emulator=qemu-system-x86_64 root=/dev/pmem0 arch_append='' console_device=ttyS0 memory_slots=",slots=1,maxmem=64G"
else
  disk vdc "$rootfs" snapshot=on
  # Without CMA, which keeps blocks that no fragmenter can take.
  emulator=qemu-system-aarch64 root=/dev/vdc arch_append=cma=0 console_device=ttyAMA0 memory_slots=''
fi
machine+=(-device virtio-serial-pci)
port out "$work/out"
port ctl "$work/ctl"
if [ "$nodes" -gt 1 ]; then
  for ((node = 0; node < nodes; node++)); do
    own=$([ "$node" -ge "$cpus" ] || echo ",cpus=$node")
    machine+=(-object "memory-backend-ram,id=mem$node,size=$((memory / nodes))M"
      -numa "node,nodeid=$node,memdev=mem$node$own")
  done
fi
# shellcheck disable=SC2206  # Further arguments are words on purpose.
machine+=($extra)

append="console=$console_device root=$root rw panic=-1 oops=panic mitigations=off nokaslr quiet $arch_append $append"
TMPDIR=$work "$emulator" "${machine[@]}" -smp "$cpus" -m "$memory$memory_slots" \
  -nodefaults -display none -no-reboot -device virtio-rng-pci -serial "file:$work/console" \
  -kernel "$dir/vmlinuz" -initrd "$dir/initrd.img" -append "systemd.show_status=0 $append" \
  </dev/null >"$work/qemu" 2>&1 &
qemu=$!
tail -n +1 -s 0.2 -f --pid="$qemu" "$work/out" &
tail=$!
# The limit is on CPU time, so that a busy host does not fail a guest; one that idles for ever has a wall to hit too.
ticks=$(getconf CLK_TCK)
cpu_seconds() { awk -v hz="$ticks" '{ print int(($14 + $15) / hz) }' "/proc/$qemu/stat" 2>/dev/null || echo 0; }
end=$((SECONDS + 4 * limit)) late=''
while kill -0 "$qemu" 2>/dev/null; do
  if [ "$SECONDS" -ge "$end" ] || [ "$(cpu_seconds)" -ge "$limit" ]; then
    late=1
    kill -9 "$qemu" 2>/dev/null || true
    break
  fi
  sleep 0.5
done
wait "$qemu" 2>/dev/null || true
qemu=''
wait "$tail" 2>/dev/null || true
tail=''

if [ -n "$results" ] && [ -n "$(head -c1 "$work/results.tar" | tr -d '\0')" ]; then
  mkdir -p "$results"
  tar xf "$work/results.tar" -m -C "$results"
fi
status=$(awk '$1 == "EXIT" { print $2 }' "$work/ctl")
if [ -z "$status" ]; then
  status=125
  if [ -n "$late" ]; then status=124; fi
  {
    echo "guest: no exit status (so $status); qemu said:"
    tail -3 "$work/qemu"
    echo "--- console tail:"
    tail -25 "$work/console"
  } >&2
fi
exit "$status"
