# shellcheck shell=bash
# lib.sh: what packaging/build.sh and tests/packaging/check.sh share. Source it; it sets names and defines functions.

PACKAGING=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$PACKAGING/.." && pwd)
export PACKAGING REPO
# Where this project is published: what images, charts and alerts link to. It stands here alone.
export HOMEPAGE=https://github.com/fragguard/fragguard

say() { printf 'packaging: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# missing PACKAGE...: those of these Debian packages that are not installed.
missing() {
  local package
  for package; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || echo "$package"
  done
}

# need PACKAGE...: install the Debian packages that are missing; where that is impossible, say which they are and fail.
need() {
  local lacking
  command -v apt-get >/dev/null || { say "no apt-get: install the programs of these Debian packages: $*"; return 1; }
  mapfile -t lacking < <(missing "$@")
  [ ${#lacking[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || { say "missing: ${lacking[*]}; run: sudo apt-get install ${lacking[*]}"; return 1; }
  say "installing ${lacking[*]}"
  apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 || true
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    "${lacking[@]}" >/dev/null || { say "apt-get could not install: ${lacking[*]}"; return 1; }
}

# product_version: as Directory.Build.props has it.
product_version() {
  sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$REPO/Directory.Build.props"
}

# machine FILE: for which machine an ELF executable is, as the kernel calls it.
machine() {
  case $(od -An -tx1 -j18 -N2 "$1" | tr -d ' ') in
    3e00) echo x86_64 ;;
    b700) echo aarch64 ;;
    *) die "$1: not an executable for x86-64 or arm64" ;;
  esac
}

# deb_arch MACHINE, dotnet_arch MACHINE: what Debian and .NET call it.
deb_arch() { case $1 in x86_64) echo amd64 ;; aarch64) echo arm64 ;; esac; }
dotnet_arch() { case $1 in x86_64) echo x64 ;; aarch64) echo arm64 ;; esac; }

# upstream_version: a pre-release as deb and rpm sort it: 1.1.0~rc.1 comes before 1.1.0.
upstream_version() { local version; version=$(product_version); echo "${version/-/\~}"; }

# deb_name MACHINE, rpm_name MACHINE, tar_name MACHINE: what the packages of this version are called.
deb_name() { echo "fragguard_$(upstream_version)-1_$(deb_arch "$1").deb"; }
rpm_name() { echo "fragguard-$(upstream_version)-1.$1.rpm"; }
tar_name() { echo "fragguard-$(product_version)-linux-$(dotnet_arch "$1").tar.gz"; }
