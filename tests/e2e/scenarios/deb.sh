#!/bin/bash
# deb: the package's life: install, configure, upgrade with an edited config, remove while settings are tuned, purge.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

[ -n "$deb" ] || skip "no deb in artifacts/packages"
calm
# newer_deb: the same package with a higher version, as an upgrade would bring it.
newer_deb() {
  rm -rf /var/tmp/newer
  dpkg-deb -R "$deb" /var/tmp/newer
  sed -i 's/^Version: .*/&+e2e1/' /var/tmp/newer/DEBIAN/control
  dpkg-deb -Znone -b /var/tmp/newer /var/tmp/newer.deb >/dev/null
}

need "needs nothing that a minimal Debian lacks" dpkg -i "$deb"
need "installed" [ "$(dpkg-query -W -f='${db:Status-Status}' fragguard)" = installed ]
need "its files are whole" dpkg -V fragguard
need "the config is a conffile" contains "$(dpkg-query -W -f='${Conffiles}' fragguard)" /etc/fragguard.toml
binary=$(systemctl show -p ExecStart --value fragguard | sed -n 's/.*path=\([^ ;]*\).*/\1/p')
need "the shipped config is good" "$binary" check /etc/fragguard.toml
need "the manual is there" [ -n "$(dpkg -L fragguard | grep -E '/man8/fragguard\.8')" ]
need "the catalog explains the events" matches "$(journalctl --list-catalog 2>/dev/null)" fragguard
require "enable --now" systemctl enable --now fragguard
need "active" [ "$(state)" = active ]

say "--- upgrade with an edited config"
tune_config on_clear | write_config
systemctl reload fragguard
pid=$(main_pid)
newer_deb
need "the upgrade asks nothing and succeeds" dpkg -i --force-confdef --force-confold /var/tmp/newer.deb
need "the edited config is kept" grep -q 'name = "e2e"' /etc/fragguard.toml
need "the service was restarted" test "$(state)" = active -a "$(main_pid)" != "$pid"
need "still enabled" [ "$(systemctl is-enabled fragguard)" = enabled ]

say "--- remove while settings are tuned"
fragment pipe
need "the settings are tuned" wait_until 120 is_tuned
need "remove" dpkg -r fragguard
need "the originals are back" is_original
need "the service is gone" not systemctl is-active --quiet fragguard
need "the binary is gone" not test -e "$binary"
need "the config stays" test -e /etc/fragguard.toml
release

say "--- purge"
need "purge" dpkg -P fragguard
need "the config is gone" not test -e /etc/fragguard.toml
need "the state is gone" not test -e /var/lib/fragguard
need "nothing is left enabled" [ "$(find /etc/systemd/system -name 'fragguard*' | paste -sd ' ')" = "" ]
