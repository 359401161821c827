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
