#!/usr/bin/env bash
# packaging/image/sbom.sh IMAGE-DIGEST BINARY...: an SPDX 2.3 bill of materials (JSON) of the image: the executables,
# and every NuGet package that the lock files name, with version, licence and sum. Needs SOURCE_DATE_EPOCH.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=licences.sh
. "$PACKAGING/image/licences.sh"
export LC_ALL=C.UTF-8
digest=${1:?} version=$(product_version)
shift

# locked: "NAME VERSION SHA512-IN-BASE64" of every package in the lock file of the native build, once each.
locked() {
  tr -d '\r' <"$REPO/src/FragGuard/packages.aot.lock.json" | awk -F'"' '
    /^      "[^"]+": \{/ { name = $2 }
    /"type": "Project"/ { name = "" }
    /^        "resolved":/ { resolved = $4 }
    /^        "contentHash":/ { if (name != "") print name, resolved, $4 }' | sort -u
}
hex() { base64 -d <<<"$1" | od -An -v -tx1 | tr -d ' \n'; }
identifier() { printf 'SPDXRef-%s' "${1//[^A-Za-z0-9.]/-}"; }

# package NAME VERSION SHA512: one library, and how the image depends on it.
packages='' relations=''
package() {
  local id licence sum kind=DEPENDS_ON from=SPDXRef-image to
  licence=$(licence_of "$1") || die "packaging/image/licences.sh does not know the licence of $1"
  id=$(identifier "$1-$2") sum=$(hex "$3")
  packages+=',{"SPDXID":"'$id'","name":"'$1'","versionInfo":"'$2'","supplier":"NOASSERTION",'
  packages+='"downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseConcluded":"'$licence'",'
  packages+='"licenseDeclared":"'$licence'","copyrightText":"NOASSERTION",'
  packages+='"checksums":[{"algorithm":"SHA512","checksumValue":"'$sum'"}],"externalRefs":[{"referenceCategory":'
  packages+='"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:nuget/'$1@$2'"}]}'
  to=$id
  case $1 in
    *ILCompiler | *ILLink.Tasks) kind=BUILD_TOOL_OF from=$id to=SPDXRef-image ;;
  esac
  relations+=',{"spdxElementId":"'$from'","relationshipType":"'$kind'","relatedSpdxElement":"'$to'"}'
}
# linked NAME LICENCE: a library of the build machine that is linked statically; its version is that machine's.
linked() {
  local id
  id=$(identifier "$1")
  packages+=',{"SPDXID":"'$id'","name":"'$1'","supplier":"NOASSERTION","downloadLocation":"NOASSERTION",'
  packages+='"filesAnalyzed":false,"licenseConcluded":"'$2'","licenseDeclared":"'$2'","copyrightText":"NOASSERTION"}'
  relations+=',{"spdxElementId":"SPDXRef-image","relationshipType":"STATIC_LINK","relatedSpdxElement":"'$id'"}'
}
# executable BINARY: a file of the image.
files=''
executable() {
  local arch id
  arch=$(deb_arch "$(machine "$1")")
  id=SPDXRef-fragguard-$arch
  files+=${files:+,}'{"SPDXID":"'$id'","fileName":"./usr/bin/fragguard","fileTypes":["BINARY"],'
  files+='"comment":"linux/'$arch'",'
  files+='"checksums":[{"algorithm":"SHA1","checksumValue":"'$(sha1sum <"$1" | cut -d' ' -f1)'"},'
  files+='{"algorithm":"SHA256","checksumValue":"'$(sha256sum <"$1" | cut -d' ' -f1)'"}],'
  files+='"licenseConcluded":"'$LICENCES'","licenseInfoInFiles":["NOASSERTION"],"copyrightText":"NOASSERTION"}'
  relations+=',{"spdxElementId":"SPDXRef-image","relationshipType":"CONTAINS","relatedSpdxElement":"'$id'"}'
}

for binary; do executable "$binary"; done
while read -r name number sum; do package "$name" "$number" "$sum"; done < <(locked)
[ -n "$packages" ] || die "the lock file names no package"
linked glibc LGPL-2.1-or-later
linked libgcc 'GPL-3.0-or-later WITH GCC-exception-3.1'
linked libunwind 'Apache-2.0 WITH LLVM-exception'
cat <<JSON
{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"fragguard-$version",
"documentNamespace":"$HOMEPAGE/spdx/fragguard-$version-${digest#sha256:}",
"creationInfo":{"created":"$(date -u -d "@${SOURCE_DATE_EPOCH:?}" +%Y-%m-%dT%H:%M:%SZ)",
"creators":["Organization: The FragGuard authors","Tool: packaging/image/sbom.sh"]},
"packages":[{"SPDXID":"SPDXRef-image","name":"fragguard","versionInfo":"$version","primaryPackagePurpose":"CONTAINER",
"supplier":"Organization: The FragGuard authors","downloadLocation":"NOASSERTION","filesAnalyzed":false,
"licenseConcluded":"$LICENCES","licenseDeclared":"Apache-2.0","copyrightText":"2026 The FragGuard authors",
"checksums":[{"algorithm":"SHA256","checksumValue":"${digest#sha256:}"}]}$packages],
"files":[$files],
"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES",
"relatedSpdxElement":"SPDXRef-image"}$relations]}
JSON
