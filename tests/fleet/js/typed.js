// typed.js OUTPUT.ts FILE...: Kubernetes manifests (YAML) and dashboards (JSON) as typed TypeScript, so that tsc
// --strict finds unknown keys, missing ones and values of the wrong type. A kind that has no types here is an error.
"use strict";
const fs = require("fs");
const path = require("path");
const { documents } = require("./documents.js");

const kubernetes = {
  "apps/v1": ["DaemonSet", "Deployment"],
  "batch/v1": ["CronJob"],
  "core/v1": ["ConfigMap", "Namespace", "Pod", "ServiceAccount"],
  "networking/v1": ["NetworkPolicy"],
};
const operator = ["PodMonitor", "PrometheusRule"];
// No package has types for these. The document says in which version of the neighbour each was read.
const untyped = ["SecurityContextConstraints", "NodeFeatureRule", "NodeHealthCheck"];
const panels = {
  heatmap: ["heatmap", true],
  stat: ["stat", false],
  "state-timeline": ["statetimeline", true],
  table: ["table", false],
  timeseries: ["timeseries", true],
};

// The library marks its queries with a key that is in no JSON.
const query = 'Omit<prometheus.Dataquery, "_implementsDataqueryVariant">';

const imports = new Set();
const lines = [];
let count = 0;

function typed(type, value, origin) {
  lines.push(`// ${origin}`, `export const value${count++}: Plain<${type}> = ${JSON.stringify(value, null, 1)};`);
}

function manifest(document, origin) {
  for (const [group, kinds] of Object.entries(kubernetes)) {
    const version = group.replace(/^core\//, "");
    const own = document.apiVersion === version ||
      document.apiVersion === version.replace("networking/", "networking.k8s.io/");
    if (own && kinds.includes(document.kind)) {
      imports.add(`import type { ${document.kind} } from "kubernetes-types/${group}";`);
      return typed(document.kind, document, origin);
    }
  }
  if (document.apiVersion === "monitoring.coreos.com/v1" && operator.includes(document.kind)) {
    const from = `@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/${document.kind}`;
    imports.add(`import type { I${document.kind} } from "${from}";`);
    return typed(`I${document.kind}`, document, origin);
  }
  if (!untyped.includes(document.kind)) {
    throw new Error(`${origin}: no types for ${document.apiVersion} ${document.kind}`);
  }
}

function dashboard(value, origin) {
  const sdk = "@grafana/grafana-foundation-sdk";
  imports.add(`import type * as dashboard from "${sdk}/dashboard";`);
  imports.add(`import type * as prometheus from "${sdk}/prometheus";`);
  // The types leave the query's own keys out of a target, and know text in `query` alone: each is held by its own type.
  const bare = structuredClone(value);
  for (const panel of bare.panels) {
    for (const target of panel.targets ?? []) {
      typed(query, target, `${origin}: ${panel.title}`);
    }
    delete panel.targets;
    if (panel.type === "row") {
      continue;
    }
    if (!(panel.type in panels)) {
      throw new Error(`${origin}: no types for a panel of type ${panel.type}`);
    }
    const [module, hasFields] = panels[panel.type];
    imports.add(`import type * as ${module} from "${sdk}/${module}";`);
    typed(`Some<${module}.Options>`, panel.options, `${origin}: ${panel.title}`);
    if (hasFields) {
      typed(`Some<${module}.FieldConfig>`, panel.fieldConfig.defaults.custom ?? {}, `${origin}: ${panel.title}`);
    }
  }
  for (const annotation of bare.annotations.list) {
    typed(query, annotation.target, `${origin}: ${annotation.name}`);
    delete annotation.target;
  }
  typed("dashboard.Dashboard", bare, origin);
}

const [output, ...files] = process.argv.slice(2);
for (const file of files) {
  const origin = path.basename(file);
  if (file.endsWith(".json")) {
    dashboard(JSON.parse(fs.readFileSync(file, "utf8")), origin);
  } else {
    documents(file).forEach((each) => manifest(each, `${origin}: ${each.kind} ${each.metadata?.name}`));
  }
}
// Text stands for a member of an enumeration of text; an interface's own keys stay checked.
const helpers = `
type Plain<T> = T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type Some<T> = T extends (infer I)[] ? I[] : T extends object ? { [K in keyof T]?: Some<T[K]> } : T;
`;
fs.writeFileSync(output, [...[...imports].sort(), helpers, ...lines, ""].join("\n"));
console.log(`${count} values of ${files.length} files`);
