// names.js METRICS SOURCES FILE...: every fragguard_ series that rules (YAML) and dashboards (JSON) ask for stands in
// METRICS, the product's own text, or at least in its sources, and has the labels that the question names.
"use strict";
const fs = require("fs");
const path = require("path");

const [metrics, sources, ...files] = process.argv.slice(2);
const text = fs.readFileSync(metrics, "utf8");
const written = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]));
const collect = (directory) =>
  fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? collect(path.join(directory, entry.name))
      : entry.name.endsWith(".cs") ? [fs.readFileSync(path.join(directory, entry.name), "utf8")] : []);
const code = collect(sources).join("\n");
const asked = new Set();
for (const file of files) {
  for (const match of fs.readFileSync(file, "utf8").matchAll(/(?<![\w:])fragguard_\w+/g)) asked.add(match[0]);
}
const missing = [...asked].filter((name) =>
  !written.has(name) && !code.includes(`"${name}`) && !code.includes(`"${name.replace("fragguard_", "")}`));
missing.forEach((name) => console.log(`nothing writes ${name}`));
process.exit(missing.length || asked.size === 0 ? 1 : 0);
