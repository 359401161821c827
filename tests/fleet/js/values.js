// values.js HELM CHART: tries every value of the chart's schema. A valid one that is not the default is taken and
// changes what is rendered; an invalid one, and a key that there is not, is refused. Every value has a default and a
// description.
"use strict";
const { execFile } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { documents } = require("./documents.js");

const [helm, chart] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(path.join(chart, "values.schema.json"), "utf8"));
const defaults = documents(path.join(chart, "values.yaml"))[0];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "values."));
const digest = "sha256:" + "0123456789abcdef".repeat(4);

// What a value needs beside it, so that it shows.
const company = {
  "metrics.podMonitor": { metrics: { podMonitor: { enabled: true } } },
  prometheusRule: { prometheusRule: { enabled: true } },
  dashboards: { dashboards: { enabled: true } },
  devicePlugin: { settings: { kernelLog: "devicePlugin" } },
};
const valid = {
  "image.tag": ["1.2.3"], "image.digest": [digest], "settings.splay": ["45s", "1h30m"], "settings.reserve": ["64MiB"],
  "settings.extra": ["[gates]\nmin_uptime = \"1m\""], "settings.toml": ["dry_run = true"],
  "metrics.port": [1024, 65535],
  "metrics.podMonitor.interval": ["1m"], maxUnavailable: [1, "100%"], terminationGracePeriodSeconds: [60],
  imagePullSecrets: [[{ name: "pull" }]], nodeSelector: [{ pool: "a" }], tolerations: [[], [{ key: "a" }]],
  affinity: [{ nodeAffinity: {} }], env: [[{ name: "TZ", value: "UTC" }]], priorityClassName: ["", "mine"],
};
const invalid = {
  "image.tag": ["a b"], "image.digest": ["sha256:1"], "image.repository": [""], "image.pullPolicy": ["Sometimes"],
  "settings.splay": ["30", "-1s"], "settings.reserve": ["64MB", "all"], "settings.kernelLog": ["yes"],
  "metrics.port": [80, 65536, "9817x"], "metrics.podMonitor.interval": ["30"], maxUnavailable: [0, "0%", "10"],
  terminationGracePeriodSeconds: [10], imagePullSecrets: [[{ nam: "x" }]], env: [[{ value: "x" }]],
  "devicePlugin.image": [""], affinity: ["text"],
};

/** Every leaf of the schema: its path and its own schema. */
function leaves({ properties }, prefix = "") {
  return Object.entries(properties).flatMap(([key, value]) =>
    value.properties ? leaves(value, `${prefix}${key}.`) : [[prefix + key, value]]);
}
const nested = (name, value) => name.split(".").reduceRight((inner, key) => ({ [key]: inner }), value);
const lookup = (object, name) => name.split(".").reduce((inner, key) => inner?.[key], object);
function merge(a, b) {
  if (!b || typeof b !== "object" || Array.isArray(b)) return b;
  const both = { ...a };
  for (const key of Object.keys(b)) both[key] = merge(a?.[key], b[key]);
  return both;
}

let tried = 0;
function render(values) {
  const file = path.join(scratch, `${tried++}.json`);
  fs.writeFileSync(file, JSON.stringify(values));
  return new Promise((resolve) => execFile(helm, ["template", "r", chart, "--values", file], { maxBuffer: 1 << 26 },
    (fault, output, said) => resolve({ output: fault ? null : output, said })));
}
/** A valid value that is not the default, and an invalid one. */
function samples(name, { type, enum: choices, additionalProperties, pattern }) {
  const normal = lookup(defaults, name);
  if (choices) return [choices.filter((each) => each !== normal), ["nonsense"]];
  if (type === "boolean") return [[!normal], ["maybe"]];
  if (type === "object" && additionalProperties?.type === "string") return [[{ k: "v" }], [{ k: 1 }, "text"]];
  if (type === "object" && additionalProperties?.pattern) {
    return [[{ cpu: "1", memory: "100Mi" }], [{ memory: "lots" }]];
  }
  if (type === "string" && !pattern) return [["mine"], [1]];
  return [[], [{ a: 1 }]];
}

async function main() {
  const faults = [];
  const reference = new Map();
  const jobs = [];
  for (const [name, own] of leaves(schema)) {
    if (name === "global") continue;
    if (lookup(defaults, name) === undefined && !name.includes("resources.")) faults.push(`${name} has no default`);
    const [good, bad] = samples(name, own);
    const beside = name.endsWith(".enabled") ? {}
      : Object.entries(company).find(([key]) => name.startsWith(key))?.[1] ?? {};
    const goods = valid[name] ?? good;
    if (goods.length === 0) faults.push(`${name}: values.js has no valid value for it`);
    for (const value of goods) {
      jobs.push(async () => {
        const key = JSON.stringify(beside);
        if (!reference.has(key)) reference.set(key, render(beside));
        const { output } = await reference.get(key);
        const { output: changed, said } = await render(merge(beside, nested(name, value)));
        if (changed === null) faults.push(`${name} = ${JSON.stringify(value)} is refused: ${said}`);
        else if (changed === output) faults.push(`${name} = ${JSON.stringify(value)} changes nothing`);
      });
    }
    for (const value of invalid[name] ?? bad) {
      jobs.push(async () => {
        const { output } = await render(nested(name, value));
        if (output !== null) faults.push(`${name} = ${JSON.stringify(value)} is taken`);
      });
    }
  }
  for (const name of ["imagee", "settings.dryrun", "metrics.podMonitor.intervall", "image.tagg"]) {
    jobs.push(async () => {
      const { output } = await render(nested(name, "x"));
      if (output !== null) faults.push(`the unknown value ${name} is taken`);
    });
  }
  for (const values of [{ metrics: { enabled: false, podMonitor: { enabled: true } } },
    { openshift: { enabled: true }, settings: { kernelLog: "privileged" } }]) {
    jobs.push(async () => {
      const { output } = await render(values);
      if (output !== null) faults.push(`${JSON.stringify(values)} is taken`);
    });
  }
  // Two at a time.
  await Promise.all([0, 1].map(async () => {
    while (jobs.length) await jobs.shift()();
  }));
  fs.rmSync(scratch, { recursive: true });
  faults.forEach((fault) => console.log(fault));
  console.log(`${tried} renderings`);
  process.exit(faults.length ? 1 : 0);
}
main();
