# shellcheck shell=bash disable=SC2154
# again.sh: built a second time, in other circumstances, the packages are the same to the byte.

again() {
  local package
  (cd / && umask 077 && env -u SOURCE_DATE_EPOCH HOME=/nonexistent TZ=Pacific/Auckland LC_ALL=C LANG=C TMPDIR="$work" \
    "$PACKAGING/build.sh" --no-check --binary "$binary" --output "$work/again") || return
  for package in "$packages"/*; do cmp "$package" "$work/again/$(basename "$package")" || return; done
}

check "built again, they are the same" again
