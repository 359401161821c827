# shellcheck shell=bash disable=SC2154
# again.sh: built a second time, in other circumstances, the packages are the same to the byte.

again() {
  local package
  (cd / && umask 077 && env -u SOURCE_DATE_EPOCH HOME=/nonexistent TZ=Pacific/Auckland LC_ALL=C LANG=C TMPDIR="$work" \
    "$PACKAGING/build.sh" --no-check --binary "$binary" --output "$work/again") || return
  for package in "$deb" "$rpm" "$archive"; do cmp "$package" "$work/again/$(basename "$package")" || return; done
}
# summed: SHA256SUMS has these packages, and is true of all that it has.
summed() {
  local package
  for package in "$deb" "$rpm" "$archive"; do
    grep -q "  $(basename "$package")\$" "$packages/SHA256SUMS" || { echo "no $package"; return 1; }
  done
  (cd "$packages" && sha256sum --quiet -c SHA256SUMS)
}

check "SHA256SUMS" summed
check "built again, they are the same" again
