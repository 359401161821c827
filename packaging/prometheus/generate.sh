#!/usr/bin/env bash
# packaging/prometheus/generate.sh [--output DIR]: from the rules and the dashboards make what others take them as: the
# PrometheusRule, the chart's files and the mixin's JSON. With --output they go below DIR instead of into this tree.
# Needs node and js-yaml; tests/fleet/tools.sh fetches it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../tests/fleet/tools.sh
. "$REPO/tests/fleet/tools.sh"
target=$REPO
if [ "${1:-}" = --output ]; then target=${2:?}; fi
rules=$PACKAGING/prometheus grafana=$PACKAGING/grafana
note="# Made by packaging/prometheus/generate.sh from packaging/prometheus/*.rules.yaml; do not edit."

# into FILE: standard input to that file of the tree.
into() { mkdir -p "$(dirname "$target/$1")" && cat >"$target/$1"; }

# groups FILE: the list of groups, indented as the spec of a PrometheusRule has it.
groups() { sed -n '/^groups:/,$p' "$1" | sed -e 1d -e 's/^\(.\)/  \1/'; }

{
  printf '%s\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n' "$note"
  printf 'metadata:\n  name: fragguard\n  namespace: fragguard\nspec:\n  groups:\n'
  groups "$rules/fragguard.rules.yaml"
  groups "$rules/node-exporter.rules.yaml"
} | into packaging/kubernetes/components/alerts/prometheusrule.yaml

for name in fragguard node-exporter; do
  { echo "$note"; cat "$rules/$name.rules.yaml"; } | into "packaging/helm/fragguard/files/$name.rules.yaml"
done
for name in fleet node; do
  into "packaging/helm/fragguard/files/dashboards/fragguard-$name.json" <"$grafana/fragguard-$name.json"
done

need_modules || exit 1
fleet_node "$rules/mixin.js" "$rules/fragguard.rules.yaml" "$rules/node-exporter.rules.yaml" |
  into packaging/prometheus/mixin/rules.json
