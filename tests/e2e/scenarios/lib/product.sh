# shellcheck shell=bash
# product.sh: put FragGuard into the guest the way an administrator would, and handle its service.

product=${here:=/payload}/product
deb=$(find "$product" -name 'fragguard_*.deb' 2>/dev/null | head -1)
# shellcheck disable=SC2034  # Scenario rpm uses it.
rpm=$(find "$product" -name 'fragguard-*.rpm' 2>/dev/null | head -1)

# install_fragguard: the deb when there is one; else the bare binary with the repository's unit, or with one of our own.
install_fragguard() {
  if [ -n "$deb" ]; then
    require "the deb installs" dpkg -i "$deb"
  else
    install_bare
  fi
  systemctl daemon-reload
  require "the unit is known" systemctl cat fragguard.service
}

install_bare() {
  local unit=/etc/systemd/system/fragguard.service binary
  require "there is a product to test" test -s "$product/fragguard"
  if [ -s "$product/fragguard.service" ]; then cp "$product/fragguard.service" "$unit"; else bare_unit >"$unit"; fi
  binary=$(sed -n 's/^ExecStart=[-@:+!]*\([^ ]*\).*/\1/p' "$unit" | head -1)
  install -D -m755 "$product/fragguard" "$binary"
  if [ -s "$product/fragguard.toml" ]; then install -m644 "$product/fragguard.toml" /etc/fragguard.toml; fi
}

bare_unit() {
  cat <<'UNIT'
[Unit]
Description=FragGuard (bare binary under test)

[Service]
Type=notify
ExecStart=/usr/sbin/fragguard run
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=30
Restart=on-failure
RestartPreventExitStatus=69 77 78
TimeoutStopSec=30
StateDirectory=fragguard
RuntimeDirectory=fragguard
LimitMEMLOCK=infinity

[Install]
WantedBy=multi-user.target
UNIT
}

# write_config: /etc/fragguard.toml from stdin.
write_config() { cat >/etc/fragguard.toml; }

# start_fragguard: (re)start it with the config as it is, and wait until it is up.
start_fragguard() {
  require "the service starts" systemctl restart fragguard
  require "the service is active" test "$(state)" = active
  say "$(status_text)"
}

state() { systemctl is-active fragguard; }
main_pid() { systemctl show -p MainPID --value fragguard; }
status_text() { systemctl show -p StatusText --value fragguard; }
restarts() { systemctl show -p NRestarts --value fragguard; }
still_up() { [ "$(state)" = active ] && [ "$(restarts)" = 0 ]; }

# base_config [FLOOR [FOR]]: what most scenarios share: look every second, one watch at order 4, gates out of the way.
base_config() {
  cat <<TOML
[sampling]
interval = "1s"
alert_interval = "1s"

[[watch]]
name = "e2e"
order = 4
floor = ${1:-2000}
for = "${2:-2s}"

[gates]
min_uptime = "0s"
max_memory_pressure = 100.0
max_io_pressure = 100.0
TOML
}

# impatient: a ladder that gained nothing is climbed again after seconds. Pages that were just filled may not be movable
# yet.
impatient() { printf '\n[incident]\nback_off = "5s"\nmax_back_off = "20s"\n'; }

# rung REMEDY [LINE]...: one step of the ladder, with further keys.
rung() { printf '\n[[ladder]]\nremedy = "%s"\n' "$1"; shift; if [ $# -gt 0 ]; then printf '%s\n' "$@"; fi; }

# The two rungs that most ladders here have. Guests have little cache, so the shipped minimum would pass it over.
drop_then_compact() {
  rung drop_caches 'what = "pagecache"' 'min_cache = "1MiB"' 'cooldown = "1s"'
  rung compact_memory 'cooldown = "1s"' 'timeout = "120s"'
}

# no_restart: systemd leaves the service down when it dies, so that the scenario decides when it comes back.
no_restart() {
  mkdir -p /etc/systemd/system/fragguard.service.d
  printf '[Service]\nRestart=no\n' >/etc/systemd/system/fragguard.service.d/e2e.conf
  systemctl daemon-reload
}

# exposure: what systemd-analyze thinks of the sandbox, in tenths: 13 is 1.3.
exposure() {
  systemd-analyze security --no-pager fragguard.service 2>/dev/null |
    sed -n 's/.*exposure level for fragguard.service: \([0-9]*\)\.\([0-9]\).*/\1\2/p' | sed 's/^0*\(.\)/\1/'
}
