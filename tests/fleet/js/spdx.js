// spdx.js FILE REPOSITORY BINARY...: an SPDX 2.3 document with what the specification asks for, that is true.
"use strict";
const assert = require("assert");
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const [file, repository, ...binaries] = process.argv.slice(2);
const spdx = JSON.parse(fs.readFileSync(file, "utf8"));
assert.strictEqual(spdx.spdxVersion, "SPDX-2.3");
assert.strictEqual(spdx.dataLicense, "CC0-1.0");
assert.strictEqual(spdx.SPDXID, "SPDXRef-DOCUMENT");
assert.match(spdx.documentNamespace, /^https:\/\/[^#]+$/);
assert.match(spdx.creationInfo.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
assert.ok(spdx.creationInfo.creators.every((each) => /^(Tool|Organization|Person): /.test(each)));

const all = [spdx, ...spdx.packages, ...spdx.files];
const ids = all.map((each) => each.SPDXID);
assert.strictEqual(new Set(ids).size, ids.length, "an identifier occurs twice");
ids.forEach((id) => assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/));
const kinds = ["DESCRIBES", "CONTAINS", "DEPENDS_ON", "STATIC_LINK", "BUILD_TOOL_OF"];
for (const { spdxElementId, relationshipType, relatedSpdxElement } of spdx.relationships) {
  assert.ok(ids.includes(spdxElementId) && ids.includes(relatedSpdxElement) && kinds.includes(relationshipType));
}
for (const each of spdx.packages) {
  assert.ok(each.name && each.licenseConcluded !== "NOASSERTION", `${each.name} has no licence`);
  for (const { algorithm, checksumValue } of each.checksums ?? []) {
    assert.strictEqual(checksumValue.length, { SHA256: 64, SHA512: 128 }[algorithm]);
  }
}
for (const binary of binaries) {
  const sum = crypto.createHash("sha256").update(fs.readFileSync(binary)).digest("hex");
  assert.ok(spdx.files.some((each) => each.checksums.some((one) => one.checksumValue === sum)), binary);
}
const lock = JSON.parse(fs.readFileSync(path.join(repository, "src/FragGuard/packages.aot.lock.json"), "utf8"));
for (const packages of Object.values(lock.dependencies)) {
  for (const [name, { type, resolved, contentHash }] of Object.entries(packages)) {
    if (type !== "Project" && contentHash) {
      const found = spdx.packages.find((each) => each.name === name && each.versionInfo === resolved);
      assert.ok(found, `${name} ${resolved} is missing`);
      assert.strictEqual(found.checksums[0].checksumValue, Buffer.from(contentHash, "base64").toString("hex"));
    }
  }
}
console.log(`${spdx.packages.length} packages`);
