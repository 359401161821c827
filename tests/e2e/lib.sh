#!/bin/bash
# lib.sh: what every host-side script of the test bed shares. Source it; it sets paths and defines functions only.
#
# Environment
#   FRAGGUARD_E2E_CACHE     kernels, root file system and built tools (default artifacts/e2e-cache)
#   FRAGGUARD_E2E_MIRROR    a Debian mirror, for machines whose apt is not set up for Debian (default: apt's own)
#   FRAGGUARD_E2E_SECURITY  the same for the security archive (default: apt's own, else none)
#   FRAGGUARD_E2E_ARCH      the guests' architecture, as Debian calls it: amd64 (default) or arm64
# Exit status 75 (sysexits' "temporary failure") everywhere means: the bed cannot be had here, skip.

E2E_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
E2E_REPO=$(cd "$E2E_DIR/../.." && pwd)
E2E_CACHE=${FRAGGUARD_E2E_CACHE:-$E2E_REPO/artifacts/e2e-cache}
E2E_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
E2E_ARCH=${FRAGGUARD_E2E_ARCH:-amd64}
case $E2E_ARCH in
  amd64) E2E_FRAGMENT=$E2E_CACHE/fragment ;;
  arm64) E2E_FRAGMENT=$E2E_CACHE/arm64/fragment ;;
  *) echo "e2e: FRAGGUARD_E2E_ARCH=$E2E_ARCH: there are amd64 and arm64" >&2; exit 2 ;;
esac
export E2E_DIR E2E_REPO E2E_CACHE E2E_KEYRING E2E_ARCH E2E_FRAGMENT

say() { printf 'e2e: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# unavailable WHAT...: this machine cannot have the bed, and precisely why.
unavailable() { say "unavailable: $*"; exit 75; }

# installed PACKAGE: dpkg knows it as installed and configured.
installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# require_packages PACKAGE...: install those that are missing; exit 75 naming them when that is impossible.
require_packages() {
  local missing=() package log
  command -v apt-get >/dev/null || unavailable "no apt-get: the bed needs Debian or Ubuntu (packages: $*)"
  for package; do installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || unavailable "not root, and these packages are missing: ${missing[*]}"
  say "installing ${missing[*]}"
  log=$(mktemp)
  # Lists that cannot be refreshed (a mirror away for a moment) may still serve: the install decides.
  apt-get -qq -o Acquire::Retries=3 update >"$log" 2>&1 || true
  if ! DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
       install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    grep -m5 '^[EW]: ' "$log" >&2 || true
    rm -f "$log"
    unavailable "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# debian_mirror [LABEL]: the address of the Debian archive that apt is set up with; nothing when there is none.
debian_mirror() {
  local label=${1:-Debian}
  # shellcheck disable=SC2016  # apt fills these fields in.
  apt-get indextargets --format '$(LABEL)|$(ORIGIN)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -F'|' -v l="$label" '$1 == l && $2 == "Debian" { print $3; exit }'
}

# require_mirror: exit 75 unless a Debian archive is known.
require_mirror() {
  [ -n "${FRAGGUARD_E2E_MIRROR:-$(debian_mirror)}" ] ||
    unavailable "apt is not set up for a Debian archive (the guests are Debian): set FRAGGUARD_E2E_MIRROR"
}

# sources SUITE: the lines of a sources.list for it, its security updates included.
sources() {
  local security=${FRAGGUARD_E2E_SECURITY:-$(debian_mirror Debian-Security)}
  echo "deb [arch=$E2E_ARCH signed-by=$E2E_KEYRING] ${FRAGGUARD_E2E_MIRROR:-$(debian_mirror)} $1 main"
  if [ "$1" != sid ] && [ -n "$security" ]; then
    echo "deb [arch=$E2E_ARCH signed-by=$E2E_KEYRING] $security $1-security main"
  fi
}

# bootstrap SUITE TARGET OPTION...: make a Debian root with mmdebstrap.
bootstrap() {
  local suite=$1 target=$2
  shift 2
  # A mirror may lag behind (its index is signed all the same), or the release be archived: the date does not matter.
  sources "$suite" | mmdebstrap --quiet --mode=root --architectures="$E2E_ARCH" \
    --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='Acquire::Retries "3"' --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    "$@" "$suite" "$target" -
}

# suite_of KERNEL: the Debian release that has it.
suite_of() {
  case $1 in
    5.10) echo bullseye ;;
    6.1) echo bookworm ;;
    6.12) echo trixie ;;
    7) echo sid ;;
    *) die "no kernel $1: there are 5.10, 6.1, 6.12 and 7" ;;
  esac
}

# kernel_of SUITE: the kernel that comes with a Debian release.
kernel_of() {
  case $1 in
    bookworm) echo 6.1 ;;
    trixie) echo 6.12 ;;
    sid) echo 7 ;;
    *) die "no userland $1: there are bookworm, trixie and sid" ;;
  esac
}

# host_arch: this machine's architecture, as ./build.sh calls it.
host_arch() { case $(uname -m) in aarch64) echo arm64 ;; *) echo x64 ;; esac; }

# kernel_dir KERNEL, rootfs_of SUITE: where the cache has them, for the guests' architecture.
kernel_dir() { echo "$E2E_CACHE/kernel-$1$([ "$E2E_ARCH" = amd64 ] || echo "-$E2E_ARCH")"; }
rootfs_of() { echo "$E2E_CACHE/rootfs-$1$([ "$E2E_ARCH" = amd64 ] || echo "-$E2E_ARCH").ext4"; }

# make_payload DIRECTORY: what goes into every guest: the product under test in product/ (the newest deb and rpm, or the
# bare binary with unit and config), and what scenarios share in lib/. run.sh says where the product is looked for.
make_payload() {
  local packages=$E2E_REPO/artifacts/packages deb rpm binary machine=x86_64 built=x64
  if [ "$E2E_ARCH" = arm64 ]; then machine=aarch64 built=arm64; fi
  deb=${FRAGGUARD_DEB-$(newest "$packages"/fragguard_*_"$E2E_ARCH".deb)}
  rpm=${FRAGGUARD_RPM-$(newest "$packages"/fragguard-*."$machine".rpm)}
  binary=${FRAGGUARD_BINARY:-$E2E_REPO/artifacts/fragguard$([ "$built" = "$(host_arch)" ] || echo "-$built")}
  mkdir -p "$1/product"
  if [ -n "$deb" ]; then cp "$deb" "$1/product/"; fi
  if [ -n "$rpm" ]; then cp "$rpm" "$1/product/"; fi
  if [ -s "$binary" ]; then
    install -m755 "$binary" "$1/product/fragguard"
    find "$E2E_REPO/packaging" "$E2E_REPO/etc" \( -name fragguard.service -o -name fragguard.toml \) \
      -exec cp {} "$1/product/" \; 2>/dev/null || true
  fi
  cp -a "$E2E_DIR/scenarios/lib" "$1/lib"
  if [ -z "$(ls -A "$1/product")" ]; then say "no product: only the bed itself can pass"; return 0; fi
  say "product: $(cd "$1/product" && sha256sum -- * | awk '{ print $2, substr($1, 1, 12) }' | paste -sd ' ')"
}

# newest FILE...: the newest of those that exist; nothing when none does. For a glob whose files' names are ours.
# shellcheck disable=SC2012
newest() { ls -t "$@" 2>/dev/null | head -1 || true; }

# fresh TARGET SOURCE...: TARGET is there and no SOURCE is newer.
fresh() {
  local target=$1 source
  shift
  [ -s "$target" ] || return 1
  for source; do if [ -e "$source" ] && [ "$source" -nt "$target" ]; then return 1; fi; done
}
