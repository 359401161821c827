// settings.js TARGET FILE...: every fragguard.toml of the ConfigMaps in these manifests as a file of TARGET.
"use strict";
const fs = require("fs");
const path = require("path");
const { documents } = require("./documents.js");

const [target, ...files] = process.argv.slice(2);
fs.mkdirSync(target);
for (const file of files) {
  for (const { kind, data } of documents(file)) {
    if (kind === "ConfigMap" && data["fragguard.toml"]) {
      fs.writeFileSync(path.join(target, `${path.basename(file, ".yaml")}.toml`), data["fragguard.toml"]);
    }
  }
}
