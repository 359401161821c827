// hardened.js FILE...: what every FragGuard pod must be, whoever rendered it. The component `privileged` and the device
// plugin are what they are called, and nothing else is.
"use strict";
const assert = require("assert");
const path = require("path");
const { documents } = require("./documents.js");

const writable = new Set(["/proc/sys/vm", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage",
  "/run/fragguard", "/var/lib/fragguard", "/etc/kubernetes/node-feature-discovery/features.d"]);
let pods = 0;
for (const file of process.argv.slice(2)) {
  const name = path.basename(file, ".yaml");
  for (const document of documents(file)) {
    // Nothing of ours talks to the API server.
    assert.ok(!/Role/.test(document.kind), `${name}: ${document.kind}`);
    if (document.kind === "ServiceAccount") assert.strictEqual(document.automountServiceAccountToken, false, name);
    if (document.kind !== "DaemonSet") continue;
    const { spec, metadata } = document.spec.template;
    assert.strictEqual(spec.automountServiceAccountToken, false, name);
    for (const key of ["hostNetwork", "hostPID", "hostIPC", "hostUsers"]) assert.ok(!(key in spec), `${name}: ${key}`);
    if (metadata.labels["app.kubernetes.io/name"] !== "fragguard") continue;
    pods++;
    assert.strictEqual(document.spec.updateStrategy.rollingUpdate.maxUnavailable, "10%");
    assert.strictEqual(spec.priorityClassName, "system-node-critical");
    assert.ok(spec.terminationGracePeriodSeconds >= 30);
    assert.strictEqual(spec.securityContext.seccompProfile.type, "RuntimeDefault");
    assert.deepStrictEqual(spec.tolerations, [{ operator: "Exists" }]);
    for (const { name: container, securityContext: context, resources, livenessProbe } of spec.containers) {
      const where = `${name}: ${container}`;
      assert.strictEqual(context.readOnlyRootFilesystem, true, where);
      assert.ok(resources.limits.memory && resources.requests.memory && resources.requests.cpu, where);
      assert.ok(livenessProbe, where);
      if (/privileged/.test(name) && container === "fragguard") continue;
      assert.strictEqual(context.privileged, false, where);
      assert.strictEqual(context.allowPrivilegeEscalation, false, where);
      assert.deepStrictEqual(context.capabilities.drop, ["ALL"], where);
      const logged = /kmsg-device-plugin|everything|example/.test(name) && container === "fragguard";
      const added = logged ? ["SYSLOG"] : undefined;
      assert.deepStrictEqual(context.capabilities.add, added, where);
      if (container === "metrics") assert.ok(context.runAsNonRoot && context.runAsUser === 65534, where);
    }
    const paths = Object.fromEntries(spec.volumes.map((each) => [each.name, each.hostPath?.path]));
    for (const { name: volume, readOnly, mountPath } of spec.containers[0].volumeMounts) {
      if (paths[volume]) assert.strictEqual(mountPath, "/host" + paths[volume], name);
      assert.strictEqual(Boolean(readOnly), !writable.has(paths[volume]), `${name}: ${volume}`);
    }
  }
}
assert.ok(pods >= 18, `only ${pods} pods were seen`);
console.log(`${pods} pods`);
