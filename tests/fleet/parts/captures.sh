# shellcheck shell=bash disable=SC2154
# captures.sh: every captured tree goes through node_exporter (buddyinfo, and the product's metrics as a textfile) into
# a real Prometheus with our rules; what that says equals `status --json`.

# export_tree TREE: a node_exporter over it; adds "TREE PORT" to $work/targets.
export_tree() {
  local directory port
  directory=$(mktemp -d "$work/textfile.XXXXXX") port=$(free_port) || return
  "$binary" metrics --root "$1" >"$directory/fragguard.prom" || return
  background "$work/exporter.$port.log" "$NODE_EXPORTER" --web.listen-address="127.0.0.1:$port" \
    --path.procfs="$1/proc" --path.sysfs="$1/sys" --collector.disable-defaults --collector.buddyinfo \
    --collector.textfile --collector.textfile.directory="$directory"
  echo "$1 $port" >>"$work/targets"
}
# scrape: a Prometheus over all of them, with our rules evaluated each second; sets prometheus_port.
scrape() {
  local tree port name
  prometheus_port=$(free_port) || return
  for name in fragguard node-exporter; do
    sed 's/^    interval: 1m$/    interval: 1s/' "$PACKAGING/prometheus/$name.rules.yaml" >"$work/$name.rules.yaml"
  done
  {
    printf 'global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}\n'
    printf 'rule_files: [fragguard.rules.yaml, node-exporter.rules.yaml]\nscrape_configs:\n'
    printf '  - job_name: node\n    static_configs:\n'
    while read -r tree port; do
      tree=${tree#"$REPO/tests/fixtures/"}
      printf '      - targets: ["127.0.0.1:%d"]\n        labels: {instance: "%s"}\n' "$port" "$tree"
    done <"$work/targets"
  } >"$work/prometheus.yaml"
  background "$work/prometheus.log" "$PROMETHEUS" --config.file="$work/prometheus.yaml" \
    --storage.tsdb.path="$work/tsdb" --web.listen-address="127.0.0.1:$prometheus_port" --log.level=warn
  wait_for get "http://127.0.0.1:$prometheus_port/-/ready" || { cat "$work/prometheus.log"; return 1; }
}
equal() {
  fleet_node "$FLEET/js/compare.js" "http://127.0.0.1:$prometheus_port" "$binary" "$REPO/tests/fixtures" "$work/targets"
}
all_trees() {
  local file
  while IFS= read -r file; do export_tree "${file%/proc/buddyinfo}" || return; done \
    < <(find "$REPO/tests/fixtures" -path '*/proc/buddyinfo' | LC_ALL=C sort)
  [ "$(wc -l <"$work/targets")" -ge 20 ]
}
# scraped_text: what promtool thinks of each.
scraped_text() {
  local file
  for file in "$work"/textfile.*/fragguard.prom; do "$PROMTOOL" check metrics <"$file" || return; done
}

if need_modules && need_prometheus; then
  check "captures: a node_exporter over each" all_trees
  check "captures: promtool takes the product's metrics of each" scraped_text
  check "captures: a Prometheus with our rules scrapes them" scrape
  check "captures: Prometheus says what status --json says" equal
else
  check "captures: their tools" false
fi
