// FragGuard as a monitoring mixin: prometheusRules, prometheusAlerts, grafanaDashboards.
//   (import 'fragguard/packaging/prometheus/mixin/mixin.libsonnet') + { _config+:: { fallback: false } }
local rules = import 'rules.json';
local published = 'https://github.com/fragguard/fragguard/blob/main/packaging/prometheus/runbook.md';

{
  _config+:: {
    // Also the rules for hosts that have only node_exporter.
    fallback: true,
    // Where your copy of the runbook is.
    runbook: published,
    // Added to every alert.
    labels: {},
  },

  local config = self._config,
  local chosen = rules.fragguard + (if config.fallback then rules['node-exporter'] else []),
  local alerts(group) = [rule for rule in group.rules if std.objectHas(rule, 'alert')],
  local records(group) = [rule for rule in group.rules if std.objectHas(rule, 'record')],
  local adapted(alert) = alert {
    labels+: config.labels,
    annotations+: { runbook_url: std.strReplace(super.runbook_url, published, config.runbook) },
  },

  prometheusRules+:: {
    groups+: [group { rules: records(group) } for group in chosen if std.length(records(group)) > 0],
  },
  prometheusAlerts+:: {
    groups+: [
      group { rules: [adapted(alert) for alert in alerts(group)] }
      for group in chosen
      if std.length(alerts(group)) > 0
    ],
  },
  grafanaDashboards+:: {
    'fragguard-fleet.json': import '../../grafana/fragguard-fleet.json',
    'fragguard-node.json': import '../../grafana/fragguard-node.json',
  },
}
