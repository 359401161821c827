// documents.js: reads the YAML documents of a file.
"use strict";
const fs = require("fs");
const yaml = require("js-yaml");

/** Every document of a YAML file that is not empty. */
exports.documents = (file) => yaml.loadAll(fs.readFileSync(file, "utf8")).filter((each) => each);
