// inspected.js FILE ARCH: what `skopeo inspect` says of the image is what the image should be.
"use strict";
const assert = require("assert");
const fs = require("fs");

const [file, arch] = process.argv.slice(2);
const image = JSON.parse(fs.readFileSync(file, "utf8"));
assert.strictEqual(image.Architecture, arch);
assert.strictEqual(image.Os, "linux");
assert.strictEqual(image.Layers.length, 1);
for (const key of ["title", "version", "revision", "licenses", "source", "created"]) {
  assert.ok(image.Labels[`org.opencontainers.image.${key}`], `no label ${key}`);
}
