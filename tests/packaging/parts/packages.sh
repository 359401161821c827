# shellcheck shell=bash disable=SC2154
# packages.sh: what is in the packages, with which modes, and what lintian and rpmlint say of them.

# listing DIR: mode and path of every file below it, and of the directories that are only FragGuard's.
listing() {
  (cd "$1" && find . -path ./DEBIAN -prune -o \( -type f -o -type l -o -path '*fragguard*' -type d \) \
    -printf '%m %P\n' | LC_ALL=C sort -k2)
}
# lists KIND: the files are those of expected/KIND.files.
lists() { same "$here/expected/$1.files" <(listing "$work/$1"); }
# field NAME: of the deb's control file.
field() { dpkg-deb -f "$deb" "$1"; }
# owned_by_root: everything in deb, rpm and tar is root's.
owned_by_root() {
  absent "$(dpkg-deb -c "$deb" | awk '$2 != "root/root"')$(tar -tvzf "$archive" --numeric-owner | awk '$2 != "0/0"')$(
    rpm -qp --nosignature --qf '[%{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES}\n]' "$rpm" | grep -v '^root:root ')"
}
# static: the executable asks for no interpreter and no library.
static() { absent "$(readelf -lW "$binary" | grep -w INTERP)$(readelf -dW "$binary" | grep NEEDED)"; }
# architecture: as each packaging calls that of the executable.
architecture() {
  same <(case $machine in x86_64) echo amd64 x86_64 linux x64 ;; aarch64) echo arm64 aarch64 linux arm64 ;; esac) \
    <(echo "$(field Architecture)" "$(rpm -qp --nosignature --qf '%{ARCH} %{OS}' "$rpm")" \
      "$(tar -tzf "$archive" | sed -n '1s,.*-linux-\(.*\)/,\1,p')")
}
one_binary() { for dir in deb rpm tar/tree; do cmp "$binary" "$work/$dir/usr/bin/fragguard" || return; done; }
one_tree() { for dir in deb rpm; do diff -r "$work/tar/tree/usr/lib" "$work/$dir/usr/lib" || return; done; }
deb_small() { [ "$(stat -c %s "$deb")" -le 3200000 ] || { stat -c '%s bytes' "$deb"; return 1; }; }
# requires: what the rpm asks for besides a shell and rpm itself.
requires() { rpm -qp --nosignature --requires "$rpm" | grep -v -e '^/bin/sh$' -e '^rpmlib('; }
# rpm_config: flags of /etc/fragguard.toml: c config, n noreplace.
rpm_config() {
  same <(rpm -qp --nosignature --qf '[%{FILEFLAGS:fflags} %{FILENAMES}\n]' "$rpm" | grep '^[a-z]*c') \
    <(echo 'cn /etc/fragguard.toml')
}
# rpm_root: rpm itself installs it into an empty root, finds every file as it should be, and leaves nothing behind.
rpm_root() {
  local root=$work/rpm-root
  mkdir -p "$root" && rpm --root "$root" --initdb &&
    rpm --root "$root" -i --ignorearch --nodeps --noscripts --nosignature "$rpm" &&
    rpm --root "$root" -V --nodeps fragguard &&
    rpm --root "$root" -e --noscripts fragguard && absent "$(find "$root" -path '*fragguard*')"
}
# quiet_lintian: no error and no warning that is not overridden.
quiet_lintian() { lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$deb"; }
quiet_rpmlint() { rpmlint --strict -r "$PACKAGING/rpm/rpmlintrc" "$rpm"; }

check "deb: files and modes" lists deb
check "rpm: files and modes" lists rpm
check "tar: files and modes" lists tar
check "deb, rpm, tar: for $(deb_arch "$machine")" architecture
check "everything is root's" owned_by_root
check "the executable is static" static
check "the same executable in all packages" one_binary
check "the same units, presets and catalog in all packages" one_tree
check "deb: at most 3.2 MB" deb_small
check "deb: needs no other package" absent "$(field Depends)$(field Pre-Depends)"
check "deb: the config is a conffile" [ "$(cat "$work/deb/DEBIAN/conffiles")" = /etc/fragguard.toml ]
check "deb: checksums" bash -c "cd '$work/deb' && md5sum --quiet -c DEBIAN/md5sums"
check "rpm: needs nothing but a shell" absent "$(requires)"
check "rpm: the config is %config(noreplace), and nothing else is" rpm_config
check "rpm: installs, verifies, leaves nothing" rpm_root
check_with lintian "lintian: no errors, no warnings" quiet_lintian
check_with rpmlint "rpmlint: no errors, no warnings" quiet_rpmlint
