#!/usr/bin/env bash
# build.sh VERB [ARGUMENT...]: everything that is done with this tree. `./build.sh help` lists the verbs.
# A fresh Debian or Ubuntu machine needs only git and the .NET SDK 10: as root, what else is missing is installed with
# apt; otherwise it is named.
# A verb gets arguments when it is called by name and none when another verb calls it.
# shellcheck disable=SC2119,SC2120
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly ARTIFACTS=artifacts
readonly NATIVE=$ARTIFACTS/fragguard
case $(uname -m) in
  aarch64) HOST_ARCH=arm64 ;;
  *) HOST_ARCH=x64 ;;
esac
readonly HOST_ARCH
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '\n== %s\n' "$*" >&2; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# need PACKAGE...: install the Debian packages that are missing, or say which they are.
need() {
  local package missing=()
  for package; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing: ${missing[*]}; run: sudo apt-get install ${missing[*]}"
  command -v apt-get >/dev/null || die "missing: ${missing[*]}; install them with this system's package manager"
  say "installing ${missing[*]}"
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    "${missing[@]}" >/dev/null
}

need_sdk() {
  command -v dotnet >/dev/null || die "the .NET SDK 10 is missing: install it so that 'dotnet --version' says 10.0.x"
  case $(dotnet --version) in
    10.*) ;;
    *) die "the .NET SDK 10 is needed; 'dotnet --version' says $(dotnet --version)" ;;
  esac
}

# need_cross: what links an arm64 binary on x86-64: an arm64 C library, and GCC's start-up code as this release has it.
need_cross() {
  local gcc
  need clang lld llvm libc6-dev-arm64-cross
  if dpkg-query -W -f='${db:Status-Status}\n' 'libgcc-[0-9]*-dev-arm64-cross' 2>/dev/null | grep -qx installed; then
    return 0
  fi
  gcc=$(apt-cache search --names-only '^libgcc-[0-9]+-dev-arm64-cross$' | cut -d' ' -f1 | sort -V | tail -n 1)
  need "${gcc:-libgcc-12-dev-arm64-cross}"
}

# binary_of ARCH: where the binary for x64 or arm64 goes.
binary_of() { if [ "$1" = "$HOST_ARCH" ]; then echo "$NATIVE"; else echo "$NATIVE-$1"; fi; }

# take_arch [--arch ARCH] ARGUMENT...: sets arch, and rest to the other arguments.
take_arch() {
  arch=$HOST_ARCH rest=()
  while [ $# -gt 0 ]; do
    case $1 in
      --arch) arch=${2:?--arch needs x64 or arm64} && shift ;;
      *) rest+=("$1") ;;
    esac
    shift
  done
  case $arch in
    "$HOST_ARCH" | arm64) ;;
    x64) die "an x64 binary is built on an x86-64 machine" ;;
    *) die "--arch $arch: there are x64 and arm64" ;;
  esac
}

# source_sum: one sum of everything that the native binary is made of. tests/FragGuard.NativeTests computes it again.
source_sum() {
  local kinds=(-type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' \))
  { find src "${kinds[@]}"; find . -maxdepth 1 "${kinds[@]}" -printf '%P\n'; echo global.json; } |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# stamp_of SOURCE-SUM BINARY: what stands beside a binary, so that a stale one is never taken for this tree's.
stamp_of() { printf 'sources %s\nbinary %s\n' "$1" "$(sha256sum <"$2" | cut -d' ' -f1)"; }

# ensure_native [ARCH]: publish, unless the binary is there and of these sources.
ensure_native() {
  local binary
  binary=$(binary_of "${1:-$HOST_ARCH}")
  if [ -x "$binary" ] && [ "$(cat "$binary.stamp" 2>/dev/null)" = "$(stamp_of "$(source_sum)" "$binary")" ]; then
    say "$binary is of these sources"
  else
    verb_publish --arch "${1:-$HOST_ARCH}"
  fi
}

# build: compile everything, no native binary (1 min)
verb_build() {
  need_sdk
  dotnet build FragGuard.sln --nologo -v quiet "$@"
}

# unit [DOTNET-TEST-ARGUMENT...]: the tests that need no guest, as `unit --filter DaemonTests` only some of them (4 min)
verb_unit() {
  need_sdk
  ensure_native
  unit_tests "$@" | tee "$ARTIFACTS/test-unit.log"
  grep -q '^[1-9][0-9]* passed, 0 failed$' "$ARTIFACTS/test-unit.log"
}

# publish [--arch arm64]: the native binary artifacts/fragguard; artifacts/fragguard-arm64 is cross-built (2 min)
verb_publish() {
  local arch rest binary sum directory
  take_arch "$@"
  need_sdk
  if [ "$arch" = "$HOST_ARCH" ]; then need clang lld libc6-dev; else need_cross; fi
  binary=$(binary_of "$arch") directory=$ARTIFACTS/publish-$arch
  say "native binary for net10.0 on linux-$arch"
  # The sources as they are before: a change during the build must not be taken for built.
  sum=$(source_sum)
  rm -f "$binary.stamp"
  dotnet publish src/FragGuard/FragGuard.csproj -c Release -r "linux-$arch" -p:FragAot=true "${rest[@]}" \
    -o "$directory" --nologo -v quiet || die "the native build failed"
  cp "$directory/fragguard" "$binary.new"
  mv "$binary.new" "$binary"
  stamp_of "$sum" "$binary" >"$binary.stamp"
  say "$(du -k "$binary" | cut -f1) KiB in $binary"
}

# run [--live]: show how this machine stands, then guard it in the foreground; dry run unless --live (2 min to build)
verb_run() {
  local mode=--dry-run
  if [ "${1:-}" = --live ]; then
    mode=
    shift
    [ "$(id -u)" = 0 ] || die "run --live writes kernel files: it needs root"
  fi
  ensure_native
  "$NATIVE" status || true
  say "guarding this machine${mode:+ in dry run: nothing is written}; end with ^C"
  exec "$NATIVE" run --config etc/fragguard.toml ${mode:+"$mode"} "$@"
}

# test: what CI runs: unit tests, chaos, packages, emulated arm64, lint, real kernels if qemu is there (20 min)
verb_test() {
  need_sdk
  # The native binary first: tests of it are among the unit tests, and the packages and guests hold it.
  ensure_native
  local passed=0 failed=0
  step_tests unit unit_tests
  step_tests chaos chaos_tests
  step_tests arm64 verb_arm64
  step_tests packages package_tests
  step_tests fleet verb_fleet
  step_tests lint lint_tests
  if [ -z "${FRAGGUARD_SKIP_E2E:-}" ]; then
    step_tests e2e e2e_tests
  fi
  [ "$failed" = 0 ] || what_failed
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# what_failed: each failure once more, with the lines behind it that say why: the log of a whole run is long.
what_failed() {
  say "what failed"
  awk '
    FNR == 1 { left = 0 }
    /^ *(FAIL|Failed) [^ ]|did not finish$/ { left = 12 }
    /: FAILED/ { left = 80 }
    left > 0 { left--; print }
    /^ *again: / { left = 0 }' "$ARTIFACTS"/test-*.log
}

# step_tests NAME FUNCTION: run FUNCTION, which prints what it does and ends each of its parts with `N passed, N
# failed`, and add those up. One that does not get that far is a failure.
step_tests() {
  local log=$ARTIFACTS/test-$1.log status=0 p f parts=0 part_failed=0
  mkdir -p "$ARTIFACTS"
  say "$1"
  ("$2") 2>&1 | tee "$log" || status=$?
  while read -r p _ f _; do
    parts=$((parts + 1)) passed=$((passed + p)) part_failed=$((part_failed + f))
  done < <(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$log")
  if [ "$parts" = 0 ] || { [ "$status" != 0 ] && [ "$part_failed" = 0 ]; }; then
    echo "$1 did not finish" | tee -a "$log"
    part_failed=1
  fi
  failed=$((failed + part_failed))
}

unit_tests() {
  need strace procps
  local log=$ARTIFACTS/dotnet-test.log status=0
  dotnet test FragGuard.sln --nologo -v quiet "$@" 2>&1 | tee "$log" || status=$?
  awk -v status="$status" '
    match($0, /Failed: +[0-9]+, Passed: +[0-9]+/) {
      split(substr($0, RSTART, RLENGTH), n, /[^0-9]+/); failed += n[2]; passed += n[3] }
    END { if (status && !failed) failed = 1; printf "%d passed, %d failed\n", passed, failed }' "$log"
}

package_tests() {
  local status=0
  packaging/build.sh || status=1
  [ "$HOST_ARCH" = arm64 ] || packaging/build.sh --binary "$(binary_of arm64)" || status=1
  return "$status"
}

lint_tests() {
  if verb_lint; then echo "1 passed, 0 failed"; else echo "0 passed, 1 failed"; fi
}

e2e_tests() {
  local status=0
  tests/e2e/run.sh --core || status=$?
  if [ "$status" = 75 ]; then
    echo "real-kernel scenarios were not run: see above for what is missing"
    echo "0 passed, 0 failed"
    status=0
  fi
  return "$status"
}

# chaos [--seed N] [--minutes M | --cases N | --case N | --parsers N]: storms of faults, tests/FragGuard.Chaos (1 min)
verb_chaos() {
  need_sdk
  need util-linux
  dotnet build tests/FragGuard.Chaos --nologo -v quiet >&2
  case " $* " in
    *" --parsers "*) ;;
    *)
      [ -n "${FRAGGUARD_BINARY:-}" ] || [ -x "$NATIVE" ] || verb_publish
      set -- --binary "${FRAGGUARD_BINARY:-$NATIVE}" "$@"
      ;;
  esac
  "$ARTIFACTS/build/bin/FragGuard.Chaos/debug/fragguard-chaos" "$@"
}

# A seed that is always the same, and as many cases as a minute holds: what they find is a fault of the change, not of
# the day or of the machine.
chaos_tests() { verb_chaos --seed 20261126 --cases 24; }

# html: the HTML pages of report and history in a headless Chromium; screenshots in artifacts/html (1 min)
verb_html() {
  ensure_native
  tests/html/check.sh
}

# lint: formatting and line length of the C# tree, shell scripts (2 min)
verb_lint() {
  need_sdk
  need shellcheck
  local status=0
  tests/lint/columns.sh || status=1
  dotnet format FragGuard.sln --verify-no-changes || status=1
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck -x || status=1
  return "$status"
}

# arm64: cross-build for arm64, and hold that binary against the one for this machine under qemu-aarch64 (3 min)
verb_arm64() {
  ensure_native
  ensure_native arm64
  tests/arm64/smoke.sh "$(binary_of arm64)" "$NATIVE"
}

# bench [--floor|--footprint|--latency|--replay|--bdn]: measure; see bench/README.md (30 min)
verb_bench() {
  need_sdk
  ensure_native
  bench/run.sh "$@"
}

# package [--arch arm64]: deb, rpm and tarball in artifacts/packages (3 min)
verb_package() {
  local arch rest
  take_arch "$@"
  ensure_native "$arch"
  packaging/build.sh --binary "$(binary_of "$arch")" "${rest[@]}"
}

# image [--native]: a container image for amd64 and arm64, or for this machine alone (4 min)
verb_image() {
  local binaries=("$NATIVE")
  ensure_native
  if [ "${1:-}" = --native ]; then
    shift
  elif [ "$HOST_ARCH" != arm64 ]; then
    ensure_native arm64
    binaries+=("$(binary_of arm64)")
  fi
  packaging/image/build.sh "${binaries[@]}" "$@"
}

# fleet [--only PART] [--scale]: what packaging/ ships for fleets, judged without a cluster: see tests/fleet (5 min)
verb_fleet() {
  ensure_native
  tests/fleet/run.sh "$@"
}

# e2e [--only NAME] [--kernels all] [--userland all] [--arch arm64] [--versus]: guests, tests/e2e/README.md (25 min)
verb_e2e() {
  local arch rest
  take_arch "$@"
  [ -n "${FRAGGUARD_DEB:-}" ] || verb_package --arch "$arch"
  tests/e2e/run.sh "$@"
}

# lock: write packages.lock.json anew, for changed packages or another SDK, to be reviewed with git diff (1 min)
verb_lock() {
  need_sdk
  dotnet restore FragGuard.sln --force-evaluate -p:RestoreLockedMode=false
  dotnet restore src/FragGuard/FragGuard.csproj -p:FragAot=true --force-evaluate -p:RestoreLockedMode=false
}

# golden: rewrite the expected outputs under tests/golden, to be reviewed with git diff (4 min)
verb_golden() {
  need_sdk
  ensure_native
  FRAGGUARD_GOLDEN=rewrite dotnet test FragGuard.sln --nologo -v quiet
}

# clean: remove everything that was built
verb_clean() { rm -rf "$ARTIFACTS"; }

# help: this list
verb_help() {
  echo "usage: ./build.sh VERB [ARGUMENT...]    (times: two cores, everything downloaded)"
  sed -n 's/^# \([a-z0-9]* *\(\[.*\]\)*: .*\)/  \1/p' "$0" |
    grep -E "^  ($(declare -F | sed -n 's/^declare -f verb_//p' | paste -sd'|'))\b"
}

verb=${1:-help}
[ $# -eq 0 ] || shift
declare -F "verb_$verb" >/dev/null || { verb_help >&2; die "no verb '$verb'"; }
"verb_$verb" "$@"
