# shellcheck shell=bash disable=SC2154
# image.sh: the image is the same whoever builds it, and what reads images reads it.

image=$work/image/fragguard-$(product_version).oci.tar
images=("$binary")
[ ! -x "$REPO/artifacts/fragguard-arm64" ] || [ "$(machine "$binary")" = aarch64 ] ||
  images+=("$(realpath "$REPO/artifacts/fragguard-arm64")")

build_image() { "$PACKAGING/image/build.sh" --output "$work/image" "${images[@]}"; }
build_again() {
  (cd / && umask 077 && env -u SOURCE_DATE_EPOCH HOME=/nonexistent TZ=Pacific/Auckland LC_ALL=C TMPDIR="$work" \
    "$PACKAGING/image/build.sh" --output "$work/image2" "${images[@]}") || return
  cmp "$image" "$work/image2/$(basename "$image")" &&
    cmp "${image%.oci.tar}.spdx.json" "$work/image2/$(basename "${image%.oci.tar}").spdx.json" &&
    (cd "$work/image" && sha256sum --quiet -c SHA256SUMS)
}
# inspected TRANSPORT ARCH: skopeo reads it, and it is what it says.
inspected() {
  skopeo inspect --override-arch "$2" "$1:$image" >"$work/inspected.json" &&
    fleet_node "$FLEET/js/inspected.js" "$work/inspected.json" "$2"
}
# machines: the index has a manifest for each binary, and each holds that binary and nothing else.
machines() {
  local each arch
  mkdir -p "$work/layout" && tar -C "$work/layout" -xf "$image" || return
  for each in "${images[@]}"; do
    arch=$(deb_arch "$(machine "$each")")
    rm -rf "$work/root" && mkdir "$work/root" &&
      fleet_node "$FLEET/js/layers.js" "$work/layout" "$arch" "$work/root" >"$work/members" || return
    printf 'usr/\nusr/bin/\nusr/bin/fragguard\n' | same - "$work/members" || return
    cmp "$each" "$work/root/usr/bin/fragguard" || return
  done
}
loaded() {
  podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver vfs load -i "$image" &&
    podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver vfs image inspect \
      "fragguard:$(product_version)" --format '{{.Architecture}} {{.Config.Entrypoint}}' |
    grep -q "$(deb_arch "$(machine "$binary")") .*/usr/bin/fragguard"
}
# copied: what goes to a registry is all of it.
copied() {
  skopeo copy --quiet --all "oci-archive:$image" "dir:$work/copied" &&
    [ "$(find "$work/copied" -name '*.manifest.json' | wc -l)" = "${#images[@]}" ]
}
# materials: an SPDX document that names the image, each executable's sum, and each library of the lock file.
materials() { fleet_node "$FLEET/js/spdx.js" "${image%.oci.tar}.spdx.json" "$REPO" "${images[@]}"; }

if ! need_modules || ! need skopeo podman; then check "image: its tools" false; fi
check "image: is built" build_image
check "image: built again, it is the same to the byte" build_again
for each in "${images[@]}"; do
  check "image: skopeo takes it as OCI, $(deb_arch "$(machine "$each")")" \
    inspected oci-archive "$(deb_arch "$(machine "$each")")"
done
check "image: skopeo takes it as docker's archive" inspected docker-archive "$(deb_arch "$(machine "$binary")")"
check "image: one executable for each machine, nothing else" machines
check "image: skopeo copies all of it" copied
check "image: podman loads it" loaded
check "image: its bill of materials" materials
