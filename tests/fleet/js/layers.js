// layers.js LAYOUT ARCH TARGET: unpacks the image for ARCH of an OCI layout into TARGET and prints its members. Every
// blob has the sum that it is called by, every size is true, and the configuration names the layer's own sum.
"use strict";
const assert = require("assert");
const { execFileSync } = require("child_process");
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");

const [layout, arch, target] = process.argv.slice(2);
const sum = (bytes) => "sha256:" + crypto.createHash("sha256").update(bytes).digest("hex");
function blob({ digest, size }) {
  const bytes = fs.readFileSync(path.join(layout, "blobs", digest.replace(":", "/")));
  assert.strictEqual(sum(bytes), digest);
  assert.strictEqual(bytes.length, size);
  return bytes;
}
const read = (descriptor) => JSON.parse(blob(descriptor));

const top = JSON.parse(fs.readFileSync(path.join(layout, "index.json")));
assert.strictEqual(top.manifests.length, 1);
const index = read(top.manifests[0]);
const found = index.manifests.filter((each) => each.platform.architecture === arch && each.platform.os === "linux");
assert.strictEqual(found.length, 1, `no manifest for ${arch}`);
const manifest = read(found[0]);
const config = read(manifest.config);
assert.strictEqual(config.architecture, arch);
assert.strictEqual(manifest.layers.length, 1);
const layer = zlib.gunzipSync(blob(manifest.layers[0]));
assert.deepStrictEqual(config.rootfs.diff_ids, [sum(layer)]);
const revision = "org.opencontainers.image.revision";
assert.ok(manifest.annotations[revision] && manifest.annotations[revision] === config.config.Labels[revision]);
const legacy = JSON.parse(fs.readFileSync(path.join(layout, "manifest.json")));
assert.strictEqual(legacy.length, 1);
assert.ok(fs.existsSync(path.join(layout, legacy[0].Config)) && fs.existsSync(path.join(layout, legacy[0].Layers[0])));
execFileSync("tar", ["-C", target, "-xf", "-"], { input: layer });
process.stdout.write(execFileSync("tar", ["-tf", "-"], { input: layer }));
