#!/bin/bash
# kernel.sh KERNEL: fetch a Debian kernel into FRAGGUARD_E2E_CACHE/kernel-KERNEL (kernel-KERNEL-arm64).
#   KERNEL is 5.10 (Debian 11), 6.1 (Debian 12), 6.12 (Debian 13) or 7 (sid).
# The ordinary apt client does it, in a private apt root: this machine's sources and dpkg database are not touched,
# nothing is installed. Leaves vmlinuz, version, modules/ and, for another architecture, its busybox; a no-op when they
# are there.
# Exit 75: the archive cannot be reached.
set -euo pipefail
BED=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$BED/../lib.sh"

kernel=${1:?usage: kernel.sh 5.10|6.1|6.12|7}
suite=$(suite_of "$kernel")
dir=$(kernel_dir "$kernel")
if [ -s "$dir/version" ]; then exit 0; fi
require_mirror
rm -rf "$dir"
mkdir -p "$dir"
work=$(mktemp -d "$dir/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- a private apt root: own sources, own lists, an empty dpkg database ---
mkdir -p "$work"/{lists/partial,cache/archives/partial,tree}
: >"$work/status"
sources "$suite" >"$work/sources.list"
apt=(-qq -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
  -o "Dir::Cache::archives=$work/cache/archives" -o "Dir::Etc::sourcelist=$work/sources.list"
  -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
  -o "APT::Architecture=$E2E_ARCH" -o "APT::Architectures::=$E2E_ARCH" -o APT::Sandbox::User=root -o Acquire::Retries=3
  -o Acquire::Languages=none
  # A mirror may lag behind (its index is signed all the same), or the release be archived: the date does not matter.
  -o Acquire::Check-Valid-Until=false)
if ! apt-get "${apt[@]}" update >&2; then
  # A security index may lag behind its archive for a while; the main archive has a kernel as well.
  sed -i '/-security /d' "$work/sources.list"
  apt-get "${apt[@]}" update >&2 || unavailable "the archive of $suite cannot be read"
fi

# depends PACKAGE REGEX: names among its dependencies that match.
depends() {
  apt-cache "${apt[@]}" show --no-all-versions "$1" 2>/dev/null | sed -n 's/^\(Pre-\)\?Depends: //p' |
    tr ',|' '\n' | sed 's/^ *//; s/ .*//' | grep -E "$2" || true
}
# fetch PACKAGE: download and unpack it.
fetch() {
  (cd "$work" && apt-get "${apt[@]}" download "$1" >&2) || unavailable "$1 could not be downloaded"
  dpkg-deb -x "$work/$1"_*.deb "$work/tree"
}

# --- the image: linux-image-cloud-* is a name for the newest; newer Debian splits image and modules ---
image=$(depends "linux-image-cloud-$E2E_ARCH" '^linux-image-[0-9]' | head -1)
[ -n "$image" ] || unavailable "no linux-image-cloud-$E2E_ARCH in $suite"
for package in "$image" $(depends "$image" '^linux-(binary|modules)-'); do fetch "$package"; done
file=$(find "$work/tree" -name 'vmlinuz*' -type f | head -1)
case $file in
  */boot/*) version=${file##*/vmlinuz-} ;;
  *) version=$(basename "$(dirname "$file")") ;;
esac
cp "$file" "$dir/vmlinuz"
if [ "$E2E_ARCH" != amd64 ]; then
  fetch busybox-static
  cp -L "$(find "$work/tree" -path '*/bin/busybox' | head -1)" "$dir/busybox"
fi
for tree in "$work"/tree/{usr/,}lib/modules/"$version"; do
  if [ -d "$tree" ]; then mkdir -p "$dir/modules/lib/modules"; cp -a "$tree" "$dir/modules/lib/modules/"; fi
done
[ -d "$dir/modules/lib/modules/$version" ] || die "$image has no modules for $version"
rm -f "$dir/modules/lib/modules/$version"/vmlinu* "$dir/modules/lib/modules/$version"/{build,source}
depmod -b "$dir/modules" "$version" 2>/dev/null
echo "$version" >"$dir/version"
say "kernel $kernel: $version from $suite"
