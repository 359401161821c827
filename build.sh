#!/usr/bin/env bash
# build.sh VERB [ARGUMENT...]: everything that is done with this tree. `./build.sh help` lists the verbs.
# A fresh Debian or Ubuntu machine needs only git and the .NET SDK 10: as root, what else is missing is installed with apt;
# otherwise it is named.
# A verb gets arguments when it is called by name and none when another verb calls it.
# shellcheck disable=SC2119,SC2120
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly ARTIFACTS=artifacts
readonly NATIVE=$ARTIFACTS/fragguard
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
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

need_sdk() {
  command -v dotnet >/dev/null || die "the .NET SDK 10 is missing: install it so that 'dotnet --version' says 10.0.x"
  case $(dotnet --version) in
    10.*) ;;
    *) die "the .NET SDK 10 is needed; 'dotnet --version' says $(dotnet --version)" ;;
  esac
}

# publish: build the native binary, artifacts/fragguard
verb_publish() {
  need_sdk
  need clang lld libc6-dev
  say "native binary for net10.0"
  dotnet publish src/FragGuard/FragGuard.csproj -c Release -p:FragAot=true "$@" \
    -o "$ARTIFACTS/publish" --nologo -v quiet
  cp "$ARTIFACTS/publish/fragguard" "$NATIVE"
  say "$(du -k "$NATIVE" | cut -f1) KiB in $NATIVE"
}

# run [--live]: publish, show how this machine stands, then guard it in the foreground; dry run unless --live
verb_run() {
  local mode=--dry-run
  if [ "${1:-}" = --live ]; then
    mode=
    shift
    [ "$(id -u)" = 0 ] || die "run --live writes kernel files: it needs root"
  fi
  verb_publish
  "$NATIVE" status || true
  say "guarding this machine${mode:+ in dry run: nothing is written}; end with ^C"
  exec "$NATIVE" run --config etc/fragguard.toml ${mode:+"$mode"} "$@"
}

# test: what CI runs: unit tests, gates on the native binary, lint, and real-kernel scenarios where qemu can be installed
verb_test() {
  need_sdk
  # The native binary first: tests of it are among the unit tests, and the packages and guests hold it.
  verb_publish
  local passed=0 failed=0
  step_tests unit unit_tests
  step_tests packages package_tests
  step_tests lint lint_tests
  if [ -z "${FRAGGUARD_SKIP_E2E:-}" ]; then
    step_tests e2e e2e_tests
  fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# step_tests NAME FUNCTION: run FUNCTION, which prints what it does and ends with `N passed, N failed`; add that up.
step_tests() {
  local log=$ARTIFACTS/test-$1.log counts
  mkdir -p "$ARTIFACTS"
  say "$1"
  "$2" 2>&1 | tee "$log" || true
  if counts=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1) && [ -n "$counts" ]; then
    read -r p _ f _ <<< "$counts"
    passed=$((passed + p)) failed=$((failed + f))
  else
    echo "$1 did not finish"
    failed=$((failed + 1))
  fi
}

unit_tests() {
  need strace procps
  local log=$ARTIFACTS/dotnet-test.log status=0
  dotnet test FragGuard.sln --nologo -v quiet 2>&1 | tee "$log" || status=$?
  awk -v status="$status" '
    match($0, /Failed: +[0-9]+, Passed: +[0-9]+/) {
      split(substr($0, RSTART, RLENGTH), n, /[^0-9]+/); failed += n[2]; passed += n[3] }
    END { if (status && !failed) failed = 1; printf "%d passed, %d failed\n", passed, failed }' "$log"
}

package_tests() { packaging/build.sh; }

lint_tests() {
  if verb_lint; then echo "1 passed, 0 failed"; else echo "0 passed, 1 failed"; fi
}

e2e_tests() {
  local status=0
  tests/e2e/run.sh --core || status=$?
  if [ "$status" = 75 ]; then
    echo "real-kernel scenarios were not run: see above for what is missing"
    echo "0 passed, 0 failed"
  fi
}

# lint: formatting of the C# tree, shell scripts
verb_lint() {
  need_sdk
  need shellcheck
  dotnet format FragGuard.sln --verify-no-changes
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck -x
}

# bench [--floor|--footprint|--latency|--replay|--bdn]: measure; see bench/README.md
verb_bench() {
  need_sdk
  [ -x "$NATIVE" ] || verb_publish
  bench/run.sh "$@"
}

# package: deb, rpm and tarball in artifacts/packages
verb_package() {
  verb_publish
  packaging/build.sh "$@"
}

# e2e [--kernels all] [--only NAME]: real kernels under qemu; see tests/e2e/README.md
verb_e2e() {
  [ -n "${FRAGGUARD_DEB:-}" ] || verb_package
  tests/e2e/run.sh "$@"
}

# lock: write packages.lock.json anew, to be reviewed with git diff: after a change of packages, or for another SDK
verb_lock() {
  need_sdk
  dotnet restore FragGuard.sln --force-evaluate -p:RestoreLockedMode=false
  dotnet restore src/FragGuard/FragGuard.csproj -p:FragAot=true --force-evaluate -p:RestoreLockedMode=false
}

# golden: rewrite the expected outputs under tests/golden, to be reviewed with git diff
verb_golden() {
  need_sdk
  FRAGGUARD_GOLDEN=rewrite dotnet test FragGuard.sln --nologo -v quiet
}

# clean: remove everything that was built
verb_clean() { rm -rf "$ARTIFACTS"; }

# help: this list
verb_help() {
  echo "usage: ./build.sh VERB [ARGUMENT...]"
  sed -n 's/^# \([a-z0-9]* *\(\[.*\]\)*: .*\)/  \1/p' "$0" | grep -E "^  ($(declare -F | sed -n 's/^declare -f verb_//p' | paste -sd'|'))\b"
}

verb=${1:-help}
[ $# -eq 0 ] || shift
declare -F "verb_$verb" >/dev/null || { verb_help >&2; die "no verb '$verb'"; }
"verb_$verb" "$@"
