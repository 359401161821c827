# shellcheck shell=bash disable=SC2154
# manifests.sh: kustomize's and helm's output under Kubernetes' types, that both say the same, every value of the
# chart's schema, and the settings that pods get.

CHART=$PACKAGING/helm/fragguard KUSTOMIZE=$PACKAGING/kubernetes
# build DIR NAME: kustomize's output as $work/manifests/NAME.yaml.
build() { mkdir -p "$work/manifests" && "$KUBECTL" kustomize "$1" >"$work/manifests/$2.yaml"; }
# with_component NAME...: the base and these components.
with_component() {
  local name=kustomize-$1 directory component
  directory=$KUSTOMIZE/.try-$$
  mkdir "$directory" || return
  {
    printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: fragguard\n'
    printf 'resources: [../base]\ncomponents:\n'
    for component; do printf '  - ../components/%s\n' "$component"; done
  } >"$directory/kustomization.yaml"
  build "$directory" "$name"
  local status=$?
  rm -r "$directory"
  return "$status"
}
chart() { "$HELM" template fragguard "$CHART" --namespace fragguard "$@"; }
# helmed NAME ARGUMENT...: helm's output as $work/manifests/helm-NAME.yaml.
helmed() {
  local name=helm-$1
  shift
  mkdir -p "$work/manifests" && chart "$@" >"$work/manifests/$name.yaml"
}
# agree KUSTOMIZED HELMED: both give the same pods, policies and settings, names and labels of the chart apart.
agree() { fleet_node "$FLEET/js/agree.js" "$work/manifests/$1.yaml" "$work/manifests/$2.yaml"; }
mistyped_manifest() {
  sed 's/readOnlyRootFilesystem/readOnlyRootFileSystem/' "$work/manifests/base.yaml" >"$work/mistyped.yaml"
  fails typed "$work/mistyped" "$work/mistyped.yaml"
}
old_cronjob() {
  printf 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: reboot}\n' >"$work/old.yaml"
  fails fleet_node "$FLEET/js/typed.js" "$work/old.ts" "$work/old.yaml"
}
hardened() { fleet_node "$FLEET/js/hardened.js" "$work"/manifests/*.yaml; }
# settings FILE...: the product takes every fragguard.toml in these manifests.
settings() {
  local file count=0
  rm -rf "$work/settings" && fleet_node "$FLEET/js/settings.js" "$work/settings" "$@" || return
  for file in "$work"/settings/*.toml; do
    "$binary" check "$file" >"$work/checked" 2>&1 || { echo "$file"; cat "$file" "$work/checked"; return 1; }
    count=$((count + 1))
  done
  [ "$count" -gt 0 ]
}
every_value() {
  fleet_node "$FLEET/js/values.js" "$HELM" "$CHART"
}
version_agrees() {
  local file
  for file in "$CHART/Chart.yaml" "$KUSTOMIZE/base/kustomization.yaml" "$KUSTOMIZE/README.md"; do
    grep -q "$(product_version | sed 's/\./\\./g')" "$file" || { echo "$file: not $(product_version)"; return 1; }
  done
}

if need_clients; then
  everything=()
  for value in metrics.podMonitor.enabled=true prometheusRule.enabled=true prometheusRule.fallback=true \
    dashboards.enabled=true openshift.enabled=true settings.kernelLog=devicePlugin settings.flagReboot=true \
    settings.reserve=64MiB settings.nodeFeatures=true settings.dryRun=true 'imagePullSecrets[0].name=pull' \
    'env[0].name=TZ' 'env[0].value=UTC' podLabels.a=b podAnnotations.c=d; do
    everything+=(--set "$value")
  done
  check "kustomize: base" build "$KUSTOMIZE/base" base
  check "kustomize: overlays/example" build "$KUSTOMIZE/overlays/example" example
  for component in "$KUSTOMIZE"/components/*/; do
    check "kustomize: component $(basename "$component")" with_component "$(basename "$component")"
  done
  check "helm: lint" "$HELM" lint --strict --quiet "$CHART"
  check "helm: as it comes" helmed default
  check "helm: everything on" helmed everything "${everything[@]}"
  check "helm: as base" helmed base --set metrics.enabled=false
  check "helm: as component metrics" helmed metrics --set metrics.podMonitor.enabled=true
  check "helm: as component kmsg-device-plugin" helmed kmsg-device-plugin \
    --set metrics.enabled=false,settings.kernelLog=devicePlugin
  check "helm: as component privileged" helmed privileged --set metrics.enabled=false,settings.kernelLog=privileged
  check "helm: as component flag-reboot" helmed flag-reboot --set metrics.enabled=false,settings.flagReboot=true
  check "helm: as component openshift" helmed openshift \
    --set metrics.enabled=false,openshift.enabled=true,settings.tune=false
  check "helm: as component reserve" helmed reserve --set metrics.enabled=false,settings.reserve=64MiB \
    --set resources.requests.memory=144Mi,resources.limits.memory=192Mi
  check "helm: as component nfd" helmed nfd --set metrics.enabled=false,settings.nodeFeatures=true
  check "helm: as component alerts" helmed alerts \
    --set metrics.enabled=false,prometheusRule.enabled=true,prometheusRule.fallback=true
  check "helm agrees with kustomize: base" agree base helm-base
  for component in "$KUSTOMIZE"/components/*/; do
    component=$(basename "$component")
    check "helm agrees with kustomize: $component" agree "kustomize-$component" "helm-$component"
  done
  check "manifests, examples and neighbours: their types" typed "$work/typed-manifests" "$work"/manifests/*.yaml \
    "$KUSTOMIZE"/examples/*.yaml "$KUSTOMIZE"/neighbours/{node-feature-discovery,node-healthcheck}/*.yaml
  check "manifests: a misspelt key would be found" mistyped_manifest
  check "manifests: a removed API would be found" old_cronjob
  check "manifests: no capability, no token, a read-only root" hardened
  check "manifests: the product takes the settings" settings "$work"/manifests/*.yaml
  check "helm: every value of the schema" every_value
  check "manifests: one version" version_agrees
else
  check "manifests: their tools" false
fi
