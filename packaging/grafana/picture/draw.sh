#!/usr/bin/env bash
# packaging/grafana/picture/draw.sh RESULTS [OUTPUT.png]: the node dashboard's panels as a picture, from the scrapes
# that a guest has left (FLEET_KEEP=RESULTS ./build.sh fleet --only guest): backfilled into a Prometheus, asked by the
# dashboard's own expressions, drawn as SVG, photographed by headless Chromium. Grafana itself is not needed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../../tests/fleet/tools.sh
. "$REPO/tests/fleet/tools.sh"
results=${1:?RESULTS} output=${2:-$PACKAGING/grafana/node.png}
picture=$PACKAGING/grafana/picture
need_modules && need_prometheus && need chromium fonts-dejavu-core imagemagick || exit 1
work=$(mktemp -d)
server=
# shellcheck disable=SC2317  # The trap below runs it.
cleanup() {
  [ -z "$server" ] || kill "$server"
  rm -rf "$work"
}
trap cleanup EXIT

fleet_node "$picture/openmetrics.js" "$results/series" >"$work/scrapes" 2>"$work/span"
read -r start end <"$work/span"
"$PROMTOOL" tsdb create-blocks-from openmetrics "$work/scrapes" "$work/tsdb" >"$work/backfill.log"
echo 'scrape_configs: []' >"$work/prometheus.yaml"
port=${FLEET_PORT:-19090}
"$PROMETHEUS" --config.file="$work/prometheus.yaml" --storage.tsdb.path="$work/tsdb" --log.level=warn \
  --storage.tsdb.retention.time=100y --query.lookback-delta=30s \
  --web.listen-address="127.0.0.1:$port" >"$work/prometheus.log" 2>&1 &
server=$!
for _ in $(seq 60); do
  sleep 0.5
  ! fleet_node -e 'fetch(process.argv[1]).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))' \
    "http://127.0.0.1:$port/-/ready" || break
done
# The last scrapes are those of a stopped guard.
fleet_node "$picture/page.js" "http://127.0.0.1:$port" "$PACKAGING/grafana/fragguard-node.json" "$start" \
  "$((end - 15))" 10 instance=guest >"$work/page.html"
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync \
  --disable-component-update --hide-scrollbars --user-data-dir="$work/chromium" --window-size=1600,1300 \
  --screenshot="$work/page.png" "file://$work/page.html" >"$work/chromium.log" 2>&1
convert "$work/page.png" -trim -bordercolor '#f4f5f5' -border 8 -colors 128 -strip "$output"
say "$output ($(du -k "$output" | cut -f1) KiB)"
