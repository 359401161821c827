// neighbours.js PACKAGING TESTS: what node-problem-detector and kured hold us to, as read in their sources.
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { documents } = require("./documents.js");

const [packaging, tests] = process.argv.slice(2);
const neighbours = path.join(packaging, "kubernetes/neighbours");
const json = (name) => JSON.parse(fs.readFileSync(path.join(neighbours, "node-problem-detector", name), "utf8"));
const yaml = (...parts) => documents(path.join(neighbours, ...parts))[0];

// A permanent rule needs its default condition, a condition has one rule only, and no message is cut.
const plugin = json("fragguard.json");
assert.strictEqual(plugin.plugin, "custom");
assert.ok(plugin.pluginConfig.max_output_length >= 80);
for (const rule of plugin.rules) {
  assert.strictEqual(rule.type, "permanent");
  assert.ok(plugin.conditions.some((each) => each.type === rule.condition), `${rule.condition} has no default`);
  assert.strictEqual(plugin.rules.filter((each) => each.condition === rule.condition).length, 1);
  assert.ok(parseInt(rule.timeout) <= parseInt(plugin.pluginConfig.timeout));
}

// A pattern has to match up to the end of the message.
const kernel = json("fragguard-kmsg.json").rules.map((rule) => new RegExp(`(?:${rule.pattern})$`));
const taken = (line) => kernel.some((pattern) => line.match(pattern)?.index === 0);
assert.ok(taken("kworker/0:1: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)"));
assert.ok(taken("swapper/3: page allocation failure. order:10, mode:0x4020"));
assert.ok(!taken("bash: page allocation failure: order:0, mode:0x1"));
assert.ok(!taken("bash: page allocation stalls for 10000ms, order:4"));
const seen = fs.readFileSync(path.join(tests, "fixtures/pagealloc/samples.tsv"), "utf8").split("\n")
  .flatMap((line) => line.match(/\S+: page allocation failure[.:] order:\d+,[^\t]*/)?.[0] ?? []);
assert.ok(seen.length > 0);
for (const line of seen) {
  assert.strictEqual(taken(line), !/order:0,/.test(line), line);
}

// The chart's values: what they mount is what the rules run, and Helm's lists keep what was there.
const values = yaml("node-problem-detector", "values.yaml");
const custom = values.settings.custom_monitor_definitions;
for (const file of [...values.settings.log_monitors, ...values.settings.custom_plugin_monitors]) {
  const [, directory, name] = file.split("/");
  assert.ok(directory !== "custom-config" || name in custom, file);
}
for (const rule of plugin.rules) {
  assert.ok(rule.path.replace("/custom-config/", "") in custom);
}

// kured: our alerts do not block the reboot that they ask for, others do; exit 0 of its command means reboot.
const { alertFilterRegexp, rebootSentinelCommand } = yaml("kured", "values.yaml").configuration;
const ignored = new RegExp(alertFilterRegexp);
const alerts = ["fragguard", "node-exporter"]
  .flatMap((name) => documents(path.join(packaging, `prometheus/${name}.rules.yaml`)))
  .flatMap((file) => file.groups).flatMap((group) => group.rules).flatMap((rule) => rule.alert ?? []);
assert.ok(alerts.length >= 11);
alerts.forEach((alert) => assert.ok(ignored.test(alert), alert));
["KubeNodeNotReady", "NodeMemoryHighUtilization", "NotFragGuard"].forEach((alert) => assert.ok(!ignored.test(alert)));
assert.ok(!/probe/.test(rebootSentinelCommand));
const toml = fs.readFileSync(path.join(packaging, "kubernetes/components/flag-reboot/fragguard.toml"), "utf8");
assert.ok(rebootSentinelCommand.includes(toml.match(/^file = "(.*)"$/m)[1]));

// node_exporter: the lists repeat the chart's two defaults, and name what the fallback rules need.
const flags = yaml("node-exporter", "values.yaml")["prometheus-node-exporter"].extraArgs;
["filesystem.mount-points-exclude", "filesystem.fs-types-exclude", "textfile.directory", "buddyinfo", "vmstat.fields"]
  .forEach((flag) => assert.ok(flags.some((each) => each.startsWith(`--collector.${flag}`)), flag));
const fields = new RegExp(flags.find((each) => each.startsWith("--collector.vmstat.fields=")).split(/=(.*)/s)[1]);
["compact_fail", "compact_success", "allocstall_normal", "thp_fault_fallback", "oom_kill"]
  .forEach((field) => assert.ok(fields.test(field), field));
console.log("as they say");
