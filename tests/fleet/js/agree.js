// agree.js KUSTOMIZED HELMED: the kustomize component and the chart with the same wishes give the same objects. What
// may differ: labels and annotations of the chart, the hash in the ConfigMap's name, comments in the settings.
"use strict";
const assert = require("assert");
const { documents } = require("./documents.js");

const [kustomized, helmed] = process.argv.slice(2).map(documents);

const labels = (object = {}) => Object.fromEntries(Object.entries(object)
  .filter(([key]) => !/^(helm\.sh|app\.kubernetes\.io)\//.test(key) || key === "app.kubernetes.io/name"));
// One setting a line, sorted within its table: dry_run = false is the default, and the chart says it.
const settings = (toml) => toml.split("\n")
  .map((line) => line.replace(/#.*/, "").trim()).filter((line) => line && line !== "dry_run = false").join("\n");

function normal(document) {
  const copy = structuredClone(document);
  copy.metadata.labels = labels(copy.metadata.labels);
  delete copy.metadata.labels["app.kubernetes.io/name"];
  const { spec } = copy;
  for (const selector of [spec?.selector, spec?.podSelector]) {
    if (selector?.matchLabels) selector.matchLabels = labels(selector.matchLabels);
  }
  if (spec?.template) {
    spec.template.metadata.labels = labels(spec.template.metadata.labels);
    // Runtimes mount what lies deeper later, whatever the order here.
    spec.template.spec.volumes?.sort((a, b) => a.name.localeCompare(b.name));
    for (const container of spec.template.spec.containers) {
      container.volumeMounts?.sort((a, b) => a.mountPath.localeCompare(b.mountPath));
      container.image = container.image.replace(/^(.*\/)?fragguard(:.*)?$/, "fragguard");
    }
    for (const { configMap } of spec.template.spec.volumes ?? []) {
      if (configMap) configMap.name = "settings";
    }
  }
  if (copy.kind === "ConfigMap") {
    copy.metadata.name = "settings";
    copy.data["fragguard.toml"] = settings(copy.data["fragguard.toml"]);
  }
  if (copy.metadata.namespace === undefined || copy.kind === "SecurityContextConstraints") {
    delete copy.metadata.namespace;
  }
  return copy;
}

const keyed = (all) => new Map(all.filter((each) => each.kind !== "Namespace").map(normal)
  .map((each) => [`${each.kind} ${each.metadata.name}`, each]));
const mine = keyed(kustomized);
const theirs = keyed(helmed);
assert.deepStrictEqual([...theirs.keys()].sort(), [...mine.keys()].sort());
for (const [key, value] of mine) {
  assert.deepStrictEqual(theirs.get(key), value, key);
}
