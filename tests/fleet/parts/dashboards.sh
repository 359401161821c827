# shellcheck shell=bash disable=SC2154
# dashboards.sh: types, and every expression.

# expressions: of panels and annotations, as rules, so that promtool parses each of them.
expressions() {
  fleet_node "$FLEET/js/expressions.js" "$PACKAGING"/grafana/*.json >"$work/expressions.yaml" &&
    "$PROMTOOL" check rules "$work/expressions.yaml"
}
mistyped_dashboard() {
  sed '0,/"legendFormat"/s//"legendFromat"/' "$PACKAGING/grafana/fragguard-node.json" >"$work/mistyped.json"
  fails typed "$work/mistyped" "$work/mistyped.json"
}

if need_prometheus && need_modules; then
  check "dashboards: promtool parses every expression" expressions
  check "dashboards: their types" typed "$work/typed-dashboards" "$PACKAGING"/grafana/*.json
  check "dashboards: a misspelt key would be found" mistyped_dashboard
else
  check "dashboards: their tools" false
fi
