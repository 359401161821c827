#!/usr/bin/env bash
# packaging/image/build.sh [--output DIR] BINARY...: a container image of the native binaries, one for each machine.
#   BINARY    executables for x86-64 and arm64; the first is also what `docker load` takes
#   --output  where the image goes (default artifacts/image)
# The image is one tar that is an OCI layout (an index with a manifest for each machine) and a docker archive at the
# same time, so that podman, skopeo, docker, ctr and nerdctl all read it. An SPDX bill of materials lies beside it.
# It holds the executable and nothing else. The same commit and binaries give the same bytes: every time in it is
# SOURCE_DATE_EPOCH, by default the time of the commit.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=licences.sh
. "$PACKAGING/image/licences.sh"

usage() { sed -n '2,8s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 64; }
output=$REPO/artifacts/image binaries=()
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=${2:?} && shift ;;
    -*) usage ;;
    *) binaries+=("$1") ;;
  esac
  shift
done
[ ${#binaries[@]} -gt 0 ] || usage
for binary in "${binaries[@]}"; do [ -x "$binary" ] || die "$binary is not there: run ./build.sh publish"; done

export LC_ALL=C.UTF-8 TZ=UTC
umask 022
commit() { git -C "$REPO" log -1 --format="$1" 2>/dev/null || true; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(commit %ct)}
[ -n "$SOURCE_DATE_EPOCH" ] || die "not a git checkout: set SOURCE_DATE_EPOCH to the time of these sources"
export SOURCE_DATE_EPOCH
version=$(product_version)
revision=$(commit %H)
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/image/blobs/sha256"

# pack DIR NAME...: a tar of these, in order, that knows no user, no mode but plain ones, and one time.
pack() {
  local directory=$1
  shift
  tar -C "$directory" --no-recursion --format=ustar --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    --mode='u=rwX,go=rX' -c "$@"
}
digest() { sha256sum <"$1" | cut -d' ' -f1; }
# blob FILE: into the layout, under its sum; prints the sum.
blob() { local sum; sum=$(digest "$1"); mv "$1" "$work/image/blobs/sha256/$sum"; echo "$sum"; }
size_of() { stat -c %s "$work/image/blobs/sha256/$1"; }

# annotations: what the image is, as the members of a JSON object; labels of the configuration, too.
annotations() {
  cat <<JSON
"org.opencontainers.image.title":"fragguard",
"org.opencontainers.image.description":"Keeps high-order memory blocks available",
"org.opencontainers.image.version":"$version",
"org.opencontainers.image.revision":"$revision",
"org.opencontainers.image.created":"$created",
"org.opencontainers.image.licenses":"$LICENCES",
"org.opencontainers.image.vendor":"The FragGuard authors",
"org.opencontainers.image.url":"$HOMEPAGE",
"org.opencontainers.image.source":"$HOMEPAGE",
"org.opencontainers.image.documentation":"$HOMEPAGE/blob/main/packaging/kubernetes/README.md"
JSON
}

# flat: JSON of one line, from lines.
flat() { tr -d '\n'; }

# configuration ARCH DIFF-ID
configuration() {
  cat <<JSON | flat
{"created":"$created","author":"The FragGuard authors","architecture":"$1","os":"linux",
"config":{"User":"0:0","Env":["PATH=/usr/bin"],"Entrypoint":["/usr/bin/fragguard"],"Cmd":["--help"],"WorkingDir":"/",
"Labels":{$(annotations)}},
"rootfs":{"type":"layers","diff_ids":["sha256:$2"]},
"history":[{"created":"$created","created_by":"packaging/image/build.sh","comment":"/usr/bin/fragguard"}]}
JSON
}
# manifest CONFIG-SUM LAYER-SUM
manifest() {
  cat <<JSON | flat
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$1","size":$(size_of "$1")},
"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$2","size":$(size_of "$2")}],
"annotations":{$(annotations)}}
JSON
}

# add BINARY: its layer, configuration and manifest; appends to descriptors (of the index) and legacy (manifest.json).
descriptors='' legacy=''
add() {
  local arch layer diff config sum
  arch=$(deb_arch "$(machine "$1")")
  rm -rf "$work/root"
  install -D -m755 "$1" "$work/root/usr/bin/fragguard"
  pack "$work/root" usr usr/bin usr/bin/fragguard >"$work/layer"
  diff=$(digest "$work/layer")
  gzip -9n <"$work/layer" >"$work/layer.gz"
  layer=$(blob "$work/layer.gz")
  configuration "$arch" "$diff" >"$work/config"
  config=$(blob "$work/config")
  manifest "$config" "$layer" >"$work/manifest"
  sum=$(blob "$work/manifest")
  descriptors+=${descriptors:+,}'{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:'$sum'",'
  descriptors+='"size":'$(size_of "$sum")',"platform":{"architecture":"'$arch'","os":"linux"}}'
  # A docker archive knows no machines: it is the first one.
  [ -n "$legacy" ] ||
    legacy='{"Config":"blobs/sha256/'$config'","RepoTags":["'$name'"],"Layers":["blobs/sha256/'$layer'"]}'
}

name=fragguard:$version
for binary in "${binaries[@]}"; do add "$binary"; done
{
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s],' "$descriptors"
  printf '"annotations":{%s}}' "$(annotations | flat)"
} >"$work/index"
index=$(blob "$work/index")
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/image/oci-layout"
printf '[%s]' "$legacy" >"$work/image/manifest.json"
{
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{'
  printf '"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%d,' \
    "$index" "$(size_of "$index")"
  printf '"annotations":{"io.containerd.image.name":"docker.io/library/%s",' "$name"
  printf '"org.opencontainers.image.ref.name":"%s"}}]}' "$version"
} >"$work/image/index.json"

mkdir -p "$output"
archive=$output/fragguard-$version.oci.tar
mapfile -t members < <(cd "$work/image" && find . -mindepth 1 -printf '%P\n' | LC_ALL=C sort)
pack "$work/image" "${members[@]}" >"$archive.new"
mv "$archive.new" "$archive"
"$PACKAGING/image/sbom.sh" "sha256:$index" "${binaries[@]}" >"$output/fragguard-$version.spdx.json"
(cd "$output" && sha256sum fragguard-*.tar fragguard-*.spdx.json >SHA256SUMS)
say "$archive ($(du -k "$archive" | cut -f1) KiB), ${#binaries[@]} machine(s), sha256:$index"
