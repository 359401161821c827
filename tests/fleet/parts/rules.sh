# shellcheck shell=bash disable=SC2154
# rules.sh: recording rules and alerts, their unit tests, what is made of them, and the metrics that they read.

alert_names() { sed -n 's/^      - alert: //p' "$PACKAGING"/prometheus/*.rules.yaml; }
# complete: every alert has a summary, a description, and a section of the runbook.
complete() {
  fleet_node "$FLEET/js/alerts.js" "$PACKAGING/prometheus/runbook.md" \
    "$HOMEPAGE/blob/main/packaging/prometheus/runbook.md" "$PACKAGING"/prometheus/*.rules.yaml
}
# every_alert_is_tried: the unit tests name each of them.
every_alert_is_tried() {
  local name
  for name in $(alert_names); do
    grep -q "alertname: $name\b\|alertname=\"$name\"" "$PACKAGING"/prometheus/tests/*.test.yaml ||
      { echo "no test has $name"; return 1; }
  done
}
# generated: what generate.sh makes is what is committed.
generated() {
  local file
  "$PACKAGING/prometheus/generate.sh" --output "$work/generated" || return
  while IFS= read -r file; do same "$REPO/$file" "$work/generated/$file" || return; done \
    < <(cd "$work/generated" && find . -type f -printf '%P\n')
}
# mixin: jsonnet takes it, with the same alerts, and obeys its settings.
mixin() {
  local adapted
  command -v jsonnet >/dev/null || need jsonnet || return 1
  adapted=$(jsonnet -e "local mixin = (import '$PACKAGING/prometheus/mixin/mixin.libsonnet') +
    { _config+:: { runbook: 'https://example.org/r.md', labels: { team: 'os' } } };
    [mixin.prometheusAlerts, mixin.prometheusRules, mixin.grafanaDashboards]") || return
  [ "$(grep -c '"alert":' <<<"$adapted")" = "$(alert_names | wc -l)" ] || { echo "alerts are missing"; return 1; }
  [ "$(grep -c '"team": "os"' <<<"$adapted")" = "$(alert_names | wc -l)" ] || { echo "labels are missing"; return 1; }
  grep -q '"runbook_url": "https://example.org/r.md#fragguardstale"' <<<"$adapted" || { echo "no runbook"; return 1; }
}
# metrics_of TREE: what the product says of a captured tree is well-formed.
metrics_of() { "$binary" metrics --root "$1" | "$PROMTOOL" check metrics; }
# known: every series that rules and dashboards ask for is one that the product writes, or node_exporter's.
known() {
  local root=$work/known
  cp -a "$REPO/tests/fixtures/x86_64-5.10.0-1numa/fragmented" "$root" && mkdir -p "$root/run" || return
  { quick_settings; printf '%s\n' '[metrics]' 'free_blocks = true'; } >"$work/known.toml"
  background "$work/known.log" "$binary" run --dry-run --root "$root" --config "$work/known.toml"
  wait_for grep -q '^fragguard_rungs_skipped_total' "$root/run/fragguard/metrics.prom" ||
    { cat "$work/known.log"; return 1; }
  cp "$root/run/fragguard/metrics.prom" "$work/metrics"
  fleet_node "$FLEET/js/names.js" "$work/metrics" "$REPO/src" "$PACKAGING"/prometheus/*.rules.yaml \
    "$PACKAGING"/grafana/*.json
}
# bounded: at most 300 series on a machine of eight NUMA nodes, of which half are in pieces.
bounded() {
  local root=$work/eight fixtures=$REPO/tests/fixtures count
  mkdir -p "$root/proc" "$root/run" && cp "$fixtures/x86_64-6.1.0-1numa/idle/proc/"{uptime,meminfo} "$root/proc" &&
    cp "$fixtures/buddyinfo/xishi-8node-before.buddyinfo" "$root/proc/buddyinfo" || return
  quick_settings >"$work/eight.toml"
  background "$work/eight.log" "$binary" run --dry-run --root "$root" --config "$work/eight.toml"
  wait_for grep -q '^fragguard_incident_open' "$root/run/fragguard/metrics.prom" || { cat "$work/eight.log"; return 1; }
  count=$(grep -c '^fragguard' "$root/run/fragguard/metrics.prom")
  echo "$count series"
  [ "$count" -le 300 ]
}

if need_prometheus && need_modules; then
  check "rules: promtool takes them" "$PROMTOOL" check rules "$PACKAGING"/prometheus/*.rules.yaml
  for file in "$PACKAGING"/prometheus/tests/*.test.yaml; do
    check "rules: $(basename "$file")" "$PROMTOOL" test rules "$file"
  done
  check "rules: each alert says what, why and what to do" complete
  check "rules: each alert has a unit test" every_alert_is_tried
  check "rules: what is made of them is up to date" generated
  check "rules: the mixin" mixin
  check "metrics: promtool takes them" metrics_of "$REPO/tests/fixtures/x86_64-6.1.0-2numa/fragmented"
  check "metrics: at most 300 series at eight NUMA nodes" bounded
  check "metrics: rules and dashboards ask for those that there are" known
else
  check "rules: their tools" false
fi
