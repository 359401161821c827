// mixin.js FILE...: rules in YAML as one JSON object for jsonnet, FILE's base name to its groups: jsonnet's own YAML
// parser does not take block scalars.
"use strict";
const fs = require("fs");
const path = require("path");
const yaml = require("js-yaml");

const all = {};
for (const file of process.argv.slice(2)) {
  all[path.basename(file, ".rules.yaml")] = yaml.load(fs.readFileSync(file, "utf8")).groups;
}
process.stdout.write(JSON.stringify(all, null, 2) + "\n");
