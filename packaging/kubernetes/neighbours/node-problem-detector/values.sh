#!/usr/bin/env bash
# values.sh: prints values.yaml for node-problem-detector's chart, made of the files beside it. The committed
# values.yaml is what it printed; a test holds them together.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cat <<'YAML'
# For the chart deliveryhero/node-problem-detector, read at 2.4.1. Made by values.sh from the files beside it.
# The chart mounts custom_monitor_definitions at /custom-config with mode 0755, so that the script there runs. Helm
# replaces lists as a whole: keep the monitors that you already use in them.
settings:
  log_monitors:
    - /config/kernel-monitor.json
    - /custom-config/fragguard-kmsg.json
  custom_plugin_monitors:
    - /custom-config/fragguard.json
  custom_monitor_definitions:
YAML
for file in fragguard.json fragguard-kmsg.json fragguard-npd.sh; do
  printf '    %s: |\n' "$file"
  sed 's/^\(.\)/      \1/' "$file"
done
cat <<'YAML'
extraVolumes:
  - name: fragguard
    hostPath:
      path: /run/fragguard
      type: DirectoryOrCreate
extraVolumeMounts:
  - name: fragguard
    mountPath: /run/fragguard
    readOnly: true
YAML
