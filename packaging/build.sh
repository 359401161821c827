#!/usr/bin/env bash
# packaging/build.sh [--binary FILE] [--output DIR] [--no-check]: a deb, an rpm and a tar.gz from the native binary.
#   --binary    the executable, for x86-64 or arm64 (default artifacts/fragguard)
#   --output    where the packages go (default artifacts/packages)
#   --no-check  leave out tests/packaging/check.sh, which judges the packages and builds them a second time
# All three hold the same files, staged once. Packages of this version for the other architecture stay where they are,
# and are in SHA256SUMS, too. The same commit and the same binary give the same bytes: every time in
# them is SOURCE_DATE_EPOCH, by default the time of the commit.
# FRAGGUARD_MAINTAINER="Name <address>" is who answers for the packages (default: the author of the commit).
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() { sed -n '2,9s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 64; }
binary=$REPO/artifacts/fragguard output=$REPO/artifacts/packages check=1
while [ $# -gt 0 ]; do
  case $1 in
    --binary) binary=${2:?} && shift ;;
    --output) output=${2:?} && shift ;;
    --no-check) check='' ;;
    *) usage ;;
  esac
  shift
done
[ -x "$binary" ] || die "$binary is not there: run ./build.sh publish"
[ -s "$REPO/etc/fragguard.toml" ] || die "etc/fragguard.toml is not there"
need dpkg rpm scdoc xz-utils || exit 1

# Nothing of where and by whom it is built may get into the packages.
export LC_ALL=C.UTF-8 TZ=UTC
umask 022
commit() { git -C "$REPO" log -1 --format="$1" 2>/dev/null; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(commit %ct || true)}
[ -n "$SOURCE_DATE_EPOCH" ] || die "not a git checkout: set SOURCE_DATE_EPOCH to the time of these sources"
export SOURCE_DATE_EPOCH
maintainer=${FRAGGUARD_MAINTAINER:-"The FragGuard authors <$(commit %ae || echo fragguard@localhost)>"}
upstream=$(upstream_version)
machine=$(machine "$binary")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# put MODE SOURCE TARGET: into the staged tree.
put() { install -D -m "$1" "$2" "$work/tree/$3"; }

# manual SOURCE SECTION NAME: render a manual page.
manual() {
  mkdir -p "$work/tree/usr/share/man/man$2"
  scdoc <"$PACKAGING/man/$1" | awk -f "$PACKAGING/man/tidy.awk" | gzip -9n >"$work/tree/usr/share/man/man$2/$3.gz"
}

# stage: the tree that everything is made from.
stage() {
  local file
  put 755 "$binary" usr/bin/fragguard
  put 644 "$REPO/etc/fragguard.toml" etc/fragguard.toml
  for file in fragguard.service fragguard-maintenance.service fragguard-maintenance.timer fragguard-metrics.socket \
    fragguard-metrics@.service; do
    put 644 "$PACKAGING/systemd/$file" "usr/lib/systemd/system/$file"
  done
  put 644 "$PACKAGING/systemd/fragguard.preset" usr/lib/systemd/system-preset/80-fragguard.preset
  put 644 "$PACKAGING/systemd/fragguard.catalog" usr/lib/systemd/catalog/fragguard.catalog
  manual fragguard.8.scd 8 fragguard.8
  manual fragguard.toml.5.scd 5 fragguard.toml.5
  put 644 "$PACKAGING/completion/fragguard.bash" usr/share/bash-completion/completions/fragguard
  put 644 "$PACKAGING/completion/fragguard.fish" usr/share/fish/vendor_completions.d/fragguard.fish
  put 644 "$PACKAGING/completion/_fragguard" usr/share/zsh/site-functions/_fragguard
  put 644 "$REPO/README.md" usr/share/doc/fragguard/README.md
  for file in "$PACKAGING"/examples/*.{conf,sh,toml}; do
    put 644 "$file" "usr/share/doc/fragguard/examples/$(basename "$file")"
  done
  settle "$work/tree"
}

# settle DIR: one time and plain modes for everything in it.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# installed_kib DIR: as dpkg-gencontrol counts it, whatever the file system.
installed_kib() {
  find "$1" -path "$1/DEBIAN" -prune -o -printf '%y %s\n' |
    awk '{ kib += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print kib }'
}

build_deb() {
  local root=$work/deb doc=$work/deb/usr/share/doc/fragguard script
  cp -a "$work/tree" "$root"
  mkdir -p "$root/usr/share/zsh/vendor-completions" "$root/usr/share/lintian/overrides" "$root/DEBIAN"
  mv "$root/usr/share/zsh/site-functions/_fragguard" "$root/usr/share/zsh/vendor-completions/"
  rmdir "$root/usr/share/zsh/site-functions"
  install -m644 "$PACKAGING/copyright" "$doc/copyright"
  install -m644 "$PACKAGING/deb/lintian-overrides" "$root/usr/share/lintian/overrides/fragguard"
  gzip -9n <"$REPO/CHANGELOG.md" >"$doc/changelog.gz"
  "$PACKAGING/changelog.sh" deb "$upstream-1" "$maintainer" | gzip -9n >"$doc/changelog.Debian.gz"
  for script in postinst prerm postrm; do install -m755 "$PACKAGING/deb/$script.sh" "$root/DEBIAN/$script"; done
  echo /etc/fragguard.toml >"$root/DEBIAN/conffiles"
  (cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) \
    >"$root/DEBIAN/md5sums"
  sed -e "s/@VERSION@/$upstream-1/; s/@ARCH@/$(deb_arch "$machine")/; s/@KIB@/$(installed_kib "$root")/" \
    -e "s/@MAINTAINER@/$maintainer/" "$PACKAGING/deb/control" >"$root/DEBIAN/control"
  settle "$root"
  dpkg-deb --root-owner-group --threads-max=1 -Zxz -z9 --build "$root" "$output/$(deb_name "$machine")" >/dev/null
}

build_rpm() {
  local root=$work/rpm
  cp -a "$work/tree" "$root"
  install -D -m644 "$REPO/LICENSE" "$root/usr/share/licenses/fragguard/LICENSE"
  install -m644 "$PACKAGING/copyright" "$root/usr/share/licenses/fragguard/copyright"
  install -m644 "$REPO/CHANGELOG.md" "$root/usr/share/doc/fragguard/CHANGELOG.md"
  settle "$root"
  "$PACKAGING/changelog.sh" rpm "$upstream-1" "$maintainer" >"$work/changelog.spec"
  rpmbuild -bb --quiet --target "$machine-linux" --define "_topdir $work/rpmbuild" --define "_rpmdir $output" \
    --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
    --define "product_version $upstream" --define "product_maintainer $maintainer" \
    --define "product_changelog $work/changelog.spec" --define "tree $root" --define "scripts $PACKAGING/rpm" \
    "$PACKAGING/rpm/fragguard.spec" >"$work/rpmbuild.log" 2>&1 ||
    { cat "$work/rpmbuild.log" >&2; die "rpmbuild failed"; }
}

build_tar() {
  local name
  name=$(basename "$(tar_name "$machine")" .tar.gz)
  mkdir -p "$work/tar/$name"
  cp -a "$work/tree" "$work/tar/$name/tree"
  install -m755 "$PACKAGING/tar/install.sh" "$PACKAGING/tar/uninstall.sh" "$work/tar/$name"
  install -m644 "$REPO/LICENSE" "$REPO/CHANGELOG.md" "$PACKAGING/copyright" "$work/tar/$name"
  settle "$work/tar"
  tar -C "$work/tar" --sort=name --format=ustar --owner=root:0 --group=root:0 --numeric-owner -c "$name" |
    gzip -9n >"$output/$name.tar.gz"
}

mkdir -p "$output"
output=$(cd "$output" && pwd)
other=$(case $machine in x86_64) echo aarch64 ;; aarch64) echo x86_64 ;; esac)
find "$output" -maxdepth 1 \( -name 'fragguard[_-]*' -o -name SHA256SUMS \) ! -name "$(deb_name "$other")" \
  ! -name "$(rpm_name "$other")" ! -name "$(tar_name "$other")" -delete
stage
build_deb
build_rpm
build_tar
(cd "$output" && sha256sum fragguard* >SHA256SUMS)
(cd "$output" && du -b "$(deb_name "$machine")" "$(rpm_name "$machine")" "$(tar_name "$machine")" |
  awk '{ printf "packaging: %s (%.2f MB)\n", $2, $1 / 1e6 }') >&2
[ -z "$check" ] || "$REPO/tests/packaging/check.sh" --binary "$binary" --packages "$output"
