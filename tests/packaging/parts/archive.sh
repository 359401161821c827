# shellcheck shell=bash disable=SC2154
# archive.sh: the tarball's install.sh and uninstall.sh, under another root directory.

# installed: into an empty root, below /usr/local, with a unit that starts what was installed.
installed() {
  "$work/tar/install.sh" --destdir "$work/root" &&
    cmp "$binary" "$work/root/usr/local/bin/fragguard" &&
    grep -q '^ExecStart=/usr/local/bin/fragguard run$' "$work/root/usr/local/lib/systemd/system/fragguard.service" &&
    absent "$(grep -r /usr/bin/fragguard "$work/root/usr/local/lib" "$work/root/usr/local/share/doc")" &&
    cmp "$REPO/etc/fragguard.toml" "$work/root/etc/fragguard.toml"
}
# upgraded: over itself, with an edited config, which stays.
upgraded() {
  echo '# edited' >>"$work/root/etc/fragguard.toml"
  "$work/tar/install.sh" --destdir "$work/root" && tail -n 1 "$work/root/etc/fragguard.toml" | grep -qx '# edited' &&
    cmp "$REPO/etc/fragguard.toml" "$work/root/etc/fragguard.toml.new"
}
# removed: all that is left is the config; and purged, nothing.
removed() {
  "$work/root/usr/local/share/fragguard/uninstall.sh" --destdir "$work/root" &&
    [ "$(cd "$work/root" && find . -type f | sort | paste -sd ' ')" = './etc/fragguard.toml ./etc/fragguard.toml.new' ]
}
purged() {
  "$work/tar/install.sh" --destdir "$work/root" --prefix /opt/guard &&
    [ -x "$work/root/opt/guard/bin/fragguard" ] &&
    "$work/tar/uninstall.sh" --destdir "$work/root" --prefix /opt/guard --purge &&
    absent "$(find "$work/root" ! -type d)"
}

check "tar: installs below /usr/local" installed
check "tar: an upgrade keeps the edited config" upgraded
check "tar: removal leaves the config" removed
check "tar: below another prefix, and purged" purged
