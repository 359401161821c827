# shellcheck shell=bash disable=SC2154
# scale.sh: a real Prometheus over 1,000 synthetic guards for two minutes, scraped every 30 s, with our rules. Measured
# and printed as a table (bench/README.md keeps it); only whether it ran is judged.

scale_targets=${FLEET_TARGETS:-1000} scale_seconds=120
one_guard() {
  local root=$work/scale-root
  cp -a "$REPO/tests/fixtures/x86_64-6.1.0-2numa/fragmented" "$root" && mkdir -p "$root/run" || return
  quick_settings >"$work/scale.toml"
  background "$work/scale-guard.log" "$binary" run --dry-run --root "$root" --config "$work/scale.toml"
  wait_for grep -q '^fragguard_incident_open' "$root/run/fragguard/metrics.prom"
}
farm() {
  farm_port=$(free_port) && background "$work/farm.log" node "$FLEET/js/farm.js" "$farm_port" "$scale_targets" \
    "$work/scale-root/run/fragguard/metrics.prom" && wait_for get "http://127.0.0.1:$farm_port/0/metrics"
}
big_prometheus() {
  local target
  scale_port=$(free_port) || return
  {
    printf 'global: {scrape_interval: 30s, evaluation_interval: 30s}\nrule_files: ["%s", "%s"]\nscrape_configs:\n' \
      "$PACKAGING/prometheus/fragguard.rules.yaml" "$PACKAGING/prometheus/node-exporter.rules.yaml"
    printf '  - job_name: prometheus\n    static_configs: [{targets: ["127.0.0.1:%d"]}]\n' "$scale_port"
    printf '  - job_name: guards\n    static_configs:\n'
    for target in $(seq 0 $((scale_targets - 1))); do
      printf '      - {targets: ["127.0.0.1:%d"], labels: {instance: "host%d", __metrics_path__: "/%d/metrics"}}\n' \
        "$farm_port" "$target" "$target"
    done
  } >"$work/scale.yaml"
  background "$work/scale-prometheus.log" "$PROMETHEUS" --config.file="$work/scale.yaml" \
    --storage.tsdb.path="$work/scale-tsdb" --web.listen-address="127.0.0.1:$scale_port" --log.level=warn
  wait_for get "http://127.0.0.1:$scale_port/-/ready"
}
measured() {
  fleet_node "$FLEET/js/scale.js" "http://127.0.0.1:$scale_port" "$scale_targets" "$scale_seconds" | tee "$work/scale"
  return "${PIPESTATUS[0]}"
}

if need_modules && need_prometheus; then
  check "scale: a guard's metrics" one_guard
  check "scale: $scale_targets targets" farm
  check "scale: a Prometheus with our rules" big_prometheus
  check "scale: it is measured" measured
  printf '| what | measured |\n|---|---|\n'
  cat "$work/scale"
else
  check "scale: its tools" false
fi
