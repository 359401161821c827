# shellcheck shell=bash disable=SC2154
# guest.sh: the DaemonSet in a guest of tests/e2e: cgroup v2, a real kernel, memory that is really broken up. FLEET_KEEP
# is a directory for what the guest leaves; then it takes its time and leaves a scrape each ten seconds, for pictures.

guest_results=${FLEET_KEEP:-$work/guest}
# guest_bundle ID CONTAINER MANIFESTS: a bundle for the guest.
guest_bundle() {
  mkdir -p "$work/payload/pod/$1" &&
    FLEET_CGROUP=/fragguard-guest-$1 FLEET_BUSYBOX=/payload/pod/busybox \
      fleet_node "$FLEET/js/bundle.js" "$3" "$2" /payload/pod/rootfs - /payload/pod/config \
      /usr/share/containers/seccomp.json >"$work/payload/pod/$1/config.json"
}
# guest_payload: containers, the program that runs them, settings that see an incident within seconds.
guest_payload() {
  local pod=$work/payload/pod
  mkdir -p "$pod/rootfs/usr/bin" "$pod/config" "$guest_results" &&
    cp -a "$REPO/tests/e2e/scenarios/lib" "$work/payload" &&
    install -m755 "$binary" "$pod/rootfs/usr/bin/fragguard" && install -m755 "$(command -v runc)" "$pod/runc" &&
    install -m755 /bin/busybox "$pod/busybox" &&
    cp "$PACKAGING/kubernetes/neighbours/node-problem-detector/fragguard-npd.sh" "$pod" || return
  if [ -n "${FLEET_KEEP:-}" ]; then touch "$pod/long"; fi
  {
    # The shipped settings, and what a guest of 768 MiB needs to see an incident within seconds.
    sed 's/^splay = .*/splay = "0s"/' "$PACKAGING/kubernetes/base/fragguard.toml" |
      sed 's/^\[sampling\]/[sampling]\ninterval = "1s"\nalert_interval = "1s"/; s/^\[incident\]/&\nback_off = "1h"/'
    printf '\n[gates]\nmin_uptime = "0s"\nmax_memory_pressure = 100.0\nmax_io_pressure = 100.0\n'
    printf '\n[metrics]\nfree_blocks = true\n\n[[watch]]\nname = "pod"\norder = 4\nfloor = 2000\nfor = "2s"\n'
    printf '\n[[ladder]]\nremedy = "drop_caches"\nmin_cache = "1MiB"\ncooldown = "1s"\n'
    printf '\n[[ladder]]\nremedy = "compact_memory"\ncooldown = "1s"\ntimeout = "2m"\n'
    printf '\n[[ladder]]\nremedy = "tune"\nset."vm.swappiness" = { at_most = 10 }\nrestore = "on_clear"\n'
  } >"$pod/config/fragguard.toml"
  "$binary" check "$pod/config/fragguard.toml" || return
  "$KUBECTL" kustomize "$PACKAGING/kubernetes/base" >"$work/guest-pod.yaml" &&
    with_metrics >"$work/guest-metrics.yaml" || return
  FLEET_MEMORY=16Mi guest_bundle guard fragguard "$work/guest-pod.yaml" &&
    guest_bundle metrics metrics "$work/guest-metrics.yaml"
}
guest_bed() { "$REPO/tests/e2e/bed/setup.sh" --no-module 6.1; }
guest_run() {
  local cache=${FRAGGUARD_E2E_CACHE:-$REPO/artifacts/e2e-cache}
  "$REPO/tests/e2e/bed/guest.sh" -k 6.1 -m 768 -t 900 -p "$cache/fragment" -p "$work/payload" -r "$guest_results" \
    -l "$guest_results/console.txt" "$FLEET/guest/pod.sh" >"$guest_results/output.txt" 2>&1 ||
    { grep '^FAIL' "$guest_results/output.txt"; tail -n 30 "$guest_results/output.txt"; return 1; }
}

if [ -n "${FRAGGUARD_SKIP_E2E:-}" ]; then
  echo "not run: the guest: FRAGGUARD_SKIP_E2E is set"
elif ! need_clients || ! need runc busybox-static golang-github-containers-common; then
  check "guest: its tools" false
else
  status=0
  guest_bed >"$work/bed.log" 2>&1 || status=$?
  if [ "$status" = 75 ]; then
    echo "not run: the guest: $(grep unavailable "$work/bed.log")"
  else
    check "guest: what goes into it" guest_payload
    check "guest: what the DaemonSet does and exports on a fragmented kernel with cgroup v2" guest_run
    grep -c '^  ok: ' "$guest_results/output.txt" 2>/dev/null | sed 's/$/ facts held in the guest/'
  fi
fi
