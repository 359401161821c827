# shellcheck shell=bash
# common.sh: what the benchmarks share. Source it; it sets names and defines functions only.

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$BENCH/.." && pwd)
NATIVE=${FRAGGUARD:-$REPO/artifacts/fragguard}
WORK=$REPO/artifacts/bench
CAPTURE=$REPO/tests/fixtures/host-6.18-firecracker/idle
export BENCH REPO NATIVE WORK CAPTURE

say() { printf 'bench: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

need_native() {
  [ -x "$NATIVE" ] || die "there is no $NATIVE: run ./build.sh publish"
}

# has_package PROGRAM PACKAGE: true if the program is here, installed with apt if that is possible.
has_package() {
  command -v "$1" >/dev/null && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing $2"
  apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$2" \
    >/dev/null 2>&1 || return 1
  command -v "$1" >/dev/null
}

# compile PROGRAM SOURCE...: a C program under artifacts/bench, made anew when a source is newer.
compile() {
  local program=$WORK/$1 source
  shift
  has_package gcc gcc || die "gcc is missing"
  mkdir -p "$WORK"
  for source; do
    if [ "$source" -nt "$program" ]; then
      gcc -std=gnu17 -O2 -Wall -Wextra -Werror -o "$program" "$@"
      break
    fi
  done
}

# results: the directory for results of this kind of machine, made if need be.
results() {
  local cpu directory
  cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  cpu=$(printf '%s' "${cpu:-$(uname -m)}" | sed 's/([^)]*)//g; s/[^A-Za-z0-9.]\{1,\}/-/g; s/-*$//')
  directory=$BENCH/results/$cpu-$(nproc)-cores
  mkdir -p "$directory"
  versions > "$directory/Versions.txt"
  echo "$directory"
}

# versions: what the results depend on.
versions() {
  printf 'cpu: %s, %s cores\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
  printf 'memory: %s MiB\n' "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)"
  printf 'virtual: %s\n' "$(grep -qw hypervisor /proc/cpuinfo && echo yes || echo no)"
  printf 'kernel: %s\n' "$(uname -sr)"
  printf 'distribution: %s\n' "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)"
  printf 'fragguard: %s\n' "$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$REPO/Directory.Build.props")"
  printf 'native build: %s\n' "$(
    sed 's/-p:FragAotTfm=//; s/-p:FragIlcVersion=/ILCompiler /' "$REPO/artifacts/aot-arguments" 2>/dev/null ||
      echo unknown)"
  printf 'dotnet: %s\n' "$(dotnet --version 2>/dev/null || echo none)"
  printf 'gcc: %s\n' "$(gcc -dumpfullversion 2>/dev/null || echo none)"
}

# machine_line: one sentence for the head of a table.
machine_line() {
  printf '%s, %s cores%s, %s, load %s at the start' \
    "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(grep -qw hypervisor /proc/cpuinfo && echo ' (a virtual machine)')" "$(uname -sr)" \
    "$(cut -d' ' -f1 /proc/loadavg)"
}

# make_tree DIRECTORY ZONES: a captured machine to read with --root. Up to 3 zones it is the captured one itself; for
# more, its Normal zone is repeated, one to a node, with other counts for each.
make_tree() {
  local directory=$1 zones=$2
  rm -rf "$directory"
  mkdir -p "$directory"
  cp -r "$CAPTURE/." "$directory"
  [ "$zones" -gt 3 ] || return 0
  awk -v zones="$zones" '/zone +Normal/ {
    for (node = 0; node < zones; node++) {
      printf "Node %d, zone   Normal ", node
      for (i = 5; i <= NF; i++) printf "%6d ", $i * (1 + (node * 7 + i * 3) % 5) / 2
      print ""
    } }' "$CAPTURE/proc/buddyinfo" > "$directory/proc/buddyinfo"
  awk -v zones="$zones" '/^Node/ { inside = /zone +Normal/ } inside { block = block $0 "\n" } END {
    for (node = 0; node < zones; node++) { text = block; sub(/^Node 0/, "Node " node, text); printf "%s", text } }' \
    "$CAPTURE/proc/zoneinfo" > "$directory/proc/zoneinfo"
}

# number KEY: the number that a JSON text on standard input has for this key; empty if it has none.
number() {
  grep -o "\"$1\": *-\{0,1\}[0-9.]*" | head -n 1 | sed 's/.*: *//'
}
