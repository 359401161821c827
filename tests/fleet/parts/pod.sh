# shellcheck shell=bash disable=SC2154
# pod.sh: the shipped DaemonSet as runc containers on this machine: what may be written can be, the rest cannot.

export RUNC_ROOT=$work/runc
containers=()
pod_cleanup() {
  local id
  for id in "${containers[@]}"; do
    runc --root "$RUNC_ROOT" kill "$id" KILL 2>/dev/null
    runc --root "$RUNC_ROOT" delete --force "$id" 2>/dev/null
  done
  containers=()
}
# unpacked_image: the image's root file system, as a runtime unpacks it.
unpacked_image() {
  local image
  image=$work/image/fragguard-$(product_version).oci.tar
  [ -s "$image" ] || "$PACKAGING/image/build.sh" --output "$work/image" "$binary" || return
  skopeo copy --quiet "oci-archive:$image" "oci:$work/oci:pod" && umoci unpack --image "$work/oci:pod" "$work/unpacked"
}
# pod ID CONTAINER MANIFESTS HOST: start it; its output is $work/ID.log.
pod() {
  local bundle=$work/bundle-$1 profile=/usr/share/containers/seccomp.json
  mkdir -p "$bundle" "$4"
  [ -e "$profile" ] || profile=
  FLEET_CGROUP=/fragguard-fleet-$$-$1 \
    fleet_node "$FLEET/js/bundle.js" "$3" "$2" "$work/unpacked/rootfs" "$4" "$work/config" "$profile" \
    >"$bundle/config.json" || return
  containers+=("$1")
  background "$work/$1.log" runs "$bundle" "$1"
}
runs() {
  local status=0
  runc --root "$RUNC_ROOT" run --bundle "$1" "$2" || status=$?
  echo "$status" >"$work/$2.exit"
}
inside() { local id=$1; shift; runc --root "$RUNC_ROOT" exec "$id" "$@"; }
# denied WHY FILE: the container cannot write what stands in FILE back to it, and the kernel says why.
denied() {
  local said
  # shellcheck disable=SC2016  # The container's shell expands it.
  said=$(inside guard /busybox sh -c 'v=$(/busybox cat "$1" 2>/dev/null | /busybox head -n 1); echo "${v:-0}" >"$1"' - \
    "$2" 2>&1) && { echo "$2 could be written"; return 1; }
  grep -q "$1" <<<"$said" || { echo "$2: $said"; return 1; }
}
unreadable() {
  local said
  said=$(inside guard /busybox cat "$1" 2>&1 >/dev/null) && { echo "$1 could be read"; return 1; }
  grep -q 'Permission denied' <<<"$said" || { echo "$1: $said"; return 1; }
}
# writes FILE: the same value can be written to it.
writes() {
  # shellcheck disable=SC2016
  inside guard /busybox sh -c 'v=$(/busybox sed "s/.*\[\(.*\)\].*/\1/" "$1") && echo "$v" >"$1"' - "$1"
}
triggers() { inside guard /busybox sh -c "echo 1 >$1"; }
# remedied NAME: the remedy's child writes, and the verb says so.
remedied() { inside guard /usr/bin/fragguard --root /host remedy "$1"; }
# tuned_and_back: the tune rung changes a setting of this machine, and restore puts it back.
tuned_and_back() {
  local file=/proc/sys/vm/swappiness before said status=0
  before=$(cat "$file")
  said=$(inside guard /usr/bin/fragguard --root /host remedy tune 2>&1) || status=$?
  [ "$(cat "$file")" != "$before" ] || [ "$before" -le 10 ] || { echo "not tuned ($status): $said"; status=1; }
  inside guard /usr/bin/fragguard --root /host restore || status=1
  [ "$(cat "$file")" = "$before" ] || { echo "not put back: $(cat "$file")"; echo "$before" >"$file"; status=1; }
  return "$status"
}
json_log() { fleet_node "$FLEET/js/loglines.js" "$work/guard.log"; }
alive() { inside guard /usr/bin/fragguard --root /host probe --alive; }
# second_observes: another pod on the same node says who guards, and stays.
second_observes() {
  pod second fragguard "$work/pod.yaml" "$work/host" || return
  wait_for grep -q 'observe' "$work/second.log" || { cat "$work/second.log"; return 1; }
  stops second
}
# peak: what the container's memory came to, in KiB, with all of the above in it.
peak() {
  local file
  for file in "/sys/fs/cgroup/memory/fragguard-fleet-$$-guard/memory.max_usage_in_bytes" \
    "/sys/fs/cgroup/fragguard-fleet-$$-guard/memory.peak"; do
    [ ! -r "$file" ] || { echo "$(($(cat "$file") / 1024))"; return; }
  done
  echo 0
}
fits() {
  local kib
  kib=$(peak)
  echo "peak $kib KiB" | tee "$work/peak"
  [ "$kib" -gt 0 ] && [ "$kib" -le 16384 ]
}
# stops ID: SIGTERM ends it with 0, within its grace period.
stops() {
  runc --root "$RUNC_ROOT" kill "$1" TERM && wait_for test -s "$work/$1.exit" || return
  [ "$(cat "$work/$1.exit")" = 0 ] || { tail -n 5 "$work/$1.log"; echo "exit $(cat "$work/$1.exit")"; return 1; }
}
metrics_container() {
  pod metrics metrics "$work/pod-metrics.yaml" "$work/host" || return
  wait_for inside metrics /busybox wget -q -O - http://127.0.0.1:9817/metrics || { cat "$work/metrics.log"; return 1; }
  inside metrics /busybox wget -q -O - http://127.0.0.1:9817/metrics >"$work/scraped" || return
  grep -q '^fragguard_up 1$' "$work/scraped" || { head "$work/scraped"; return 1; }
  [ "$(inside metrics /busybox id -u)" = 65534 ]
}

if [ "$(id -u)" != 0 ]; then
  echo "not run: the pod needs root, to start containers with runc"
elif ! need_clients || ! need runc umoci skopeo busybox-static golang-github-containers-common; then
  check "pod: its tools" false
else
  export FLEET_MEMORY=16Mi
  mkdir -p "$work/config" "$work/host"
  "$KUBECTL" kustomize "$PACKAGING/kubernetes/base" >"$work/pod.yaml"
  with_metrics >"$work/pod-metrics.yaml"
  cp "$PACKAGING/kubernetes/base/fragguard.toml" "$work/config/fragguard.toml"
  # The remedies below are asked for by name, minutes after a boot, too.
  printf '\n[gates]\nmin_uptime = "0s"\n' >>"$work/config/fragguard.toml"
  check "pod: the image unpacks" unpacked_image
  pod guard fragguard "$work/pod.yaml" "$work/host"
  check "pod: the shipped DaemonSet guards, in 16 MiB" wait_for test -s "$work/host/run/fragguard/status.json"
  check "pod: its log is JSON" json_log
  check "pod: its liveness probe" wait_for alive
  for knob in /host/proc/sys/vm/swappiness /host/sys/kernel/mm/transparent_hugepage/defrag; do
    check "pod: writes $knob" writes "$knob"
  done
  for knob in /host/proc/sys/vm/compact_memory /host/sys/devices/system/node/node0/compact; do
    check "pod: writes $knob" triggers "$knob"
  done
  for remedy in drop_caches compact_memory; do check "pod: remedy $remedy" remedied "$remedy"; done
  check "pod: remedy tune, and restore" tuned_and_back
  check "pod: reads pagetypeinfo" inside guard /busybox grep -q Unmovable /host/proc/pagetypeinfo
  for file in /host/proc/sys/kernel/printk /host/proc/sys/fs/file-max /host/proc/sysrq-trigger \
    /host/proc/irq/default_smp_affinity /host/sys/kernel/mm/ksm/run /host/sys/fs/cgroup/memory/memory.swappiness \
    /host/sys/fs/cgroup/memory/notify_on_release /host/sys/fs/cgroup/memory.reclaim /etc/fragguard/fragguard.toml \
    /usr/bin/fragguard /new; do
    [ "${file#/host/}" = "$file" ] || [ -e "${file#/host}" ] || continue
    check "pod: cannot write $file" denied 'Read-only file system' "$file"
  done
  check "pod: cannot write its own /proc/sys" denied 'Read-only file system' /proc/sys/vm/swappiness
  check "pod: cannot read another process's environment" unreadable /host/proc/1/environ
  check "pod: a second guard observes" second_observes
  check "pod: the second container serves the metrics as nobody" metrics_container
  check "pod: 16 MiB suffice" fits
  cat "$work/peak" 2>/dev/null
  check "pod: SIGTERM ends it" stops guard
  pod_cleanup
fi
