// bundle.js MANIFESTS CONTAINER ROOTFS HOST CONFIG [SECCOMP]: one container of FragGuard's DaemonSet as the config.json
// of an OCI bundle, as a kubelet and containerd make it: their default masked and read-only paths, mounts in the order
// of their depth, all namespaces but the user's. What differs: host paths below /run, /var/lib and /etc are taken below
// HOST, so that nothing of this machine's own guard is touched (- for a guest, where nothing is changed), a static
// busybox is there to try things with, and the ConfigMap is the directory CONFIG. In the environment: FLEET_MEMORY (a
// limit instead of the manifest's), FLEET_CGROUP and FLEET_BUSYBOX.
"use strict";
const fs = require("fs");
const { documents } = require("./documents.js");

const [manifests, name, rootfs, host, config, seccomp] = process.argv.slice(2);
const daemonSet = documents(manifests).find((each) => each.kind === "DaemonSet" && each.metadata.name === "fragguard");
const pod = daemonSet.spec.template.spec;
const container = pod.containers.find((each) => each.name === name);
const context = { ...pod.securityContext, ...container.securityContext };
const hasCapabilities = (context.capabilities?.add ?? []).map((each) => `CAP_${each}`);
if (!context.capabilities?.drop?.includes("ALL")) {
  throw new Error("a container that keeps capabilities is not translated here");
}

/** "64Mi" in bytes. */
function bytes(quantity) {
  const [, number, unit] = quantity.match(/^(\d+)(Ki|Mi|Gi)?$/);
  return Number(number) * { undefined: 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[unit];
}
/** The profile's rules that hold for these capabilities on this machine. */
function filter(file) {
  const profile = JSON.parse(fs.readFileSync(file, "utf8"));
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch];
  const holds = ({ includes = {}, excludes = {} }) =>
    (includes.arches ?? [arch]).includes(arch) &&
    (includes.caps ?? []).every((each) => hasCapabilities.includes(each)) &&
    !(excludes.arches ?? []).includes(arch) &&
    !(excludes.caps ?? []).some((each) => hasCapabilities.includes(each));
  return {
    defaultAction: profile.defaultAction,
    architectures: { x64: ["SCMP_ARCH_X86_64"], arm64: ["SCMP_ARCH_AARCH64"] }[process.arch],
    syscalls: profile.syscalls.filter(holds).map(({ names, action, args, errnoRet }) =>
      ({ names, action, ...(args?.length ? { args } : {}), ...(errnoRet === undefined ? {} : { errnoRet }) })),
  };
}

const volumes = new Map(pod.volumes.map((each) => [each.name, each]));
function source(volume) {
  const { hostPath, configMap } = volumes.get(volume);
  if (configMap) return config;
  // For another machine: it has what it has.
  if (host === "-") return hostPath.path;
  if (!/^\/(run|var\/lib|etc)\//.test(hostPath.path)) {
    if (!fs.existsSync(hostPath.path)) throw new Error(`${hostPath.path}: not on this machine`);
    return hostPath.path;
  }
  if (hostPath.type !== "DirectoryOrCreate") throw new Error(`${hostPath.path}: nobody makes it`);
  fs.mkdirSync(host + hostPath.path, { recursive: true, mode: 0o755 });
  return host + hostPath.path;
}
const depth = (mount) => mount.destination.split("/").length;
const mounts = container.volumeMounts.map(({ name: volume, mountPath, readOnly, recursiveReadOnly }) => ({
  destination: mountPath,
  type: "bind",
  source: source(volume),
  // containerd: rro where the kernel has it (5.12); runc 1.1 knows it as well.
  options: ["rbind", "rprivate", readOnly ? (recursiveReadOnly ? "rro" : "ro") : "rw"],
})).sort((a, b) => depth(a) - depth(b));

const set = (list) => ({ bounding: list, effective: list, permitted: list, inheritable: [], ambient: [] });
const nosuid = ["nosuid", "noexec", "nodev"];
process.stdout.write(JSON.stringify({
  ociVersion: "1.0.2",
  process: {
    terminal: false,
    user: { uid: context.runAsUser, gid: context.runAsGroup },
    args: ["/usr/bin/fragguard", ...container.args],
    env: ["PATH=/usr/bin"],
    cwd: "/",
    capabilities: set(hasCapabilities),
    noNewPrivileges: context.allowPrivilegeEscalation === false,
    rlimits: [{ type: "RLIMIT_MEMLOCK", hard: 65536, soft: 65536 }],
  },
  root: { path: rootfs, readonly: context.readOnlyRootFilesystem },
  hostname: "fragguard",
  mounts: [
    { destination: "/proc", type: "proc", source: "proc", options: nosuid },
    { destination: "/dev", type: "tmpfs", source: "tmpfs",
      options: ["nosuid", "strictatime", "mode=755", "size=65536k"] },
    { destination: "/dev/pts", type: "devpts", source: "devpts",
      options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] },
    { destination: "/dev/shm", type: "tmpfs", source: "shm", options: [...nosuid, "mode=1777", "size=65536k"] },
    { destination: "/sys", type: "sysfs", source: "sysfs", options: [...nosuid, "ro"] },
    ...mounts,
    { destination: "/busybox", type: "bind", source: process.env.FLEET_BUSYBOX ?? "/bin/busybox", options: ["bind", "ro"] },
  ],
  linux: {
    namespaces: ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })),
    resources: {
      devices: [{ allow: false, access: "rwm" }],
      memory: { limit: bytes(process.env.FLEET_MEMORY ?? container.resources.limits.memory) },
    },
    cgroupsPath: process.env.FLEET_CGROUP,
    seccomp: seccomp ? filter(seccomp) : undefined,
    maskedPaths: ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
      "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi"],
    readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
  },
}, null, 1));
