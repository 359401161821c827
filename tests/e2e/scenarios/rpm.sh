#!/bin/bash
# rpm: as far as a Debian guest can tell: the scriptlets against a real systemd, the files, an edited config, removal
# while settings are tuned. --nodeps because this rpm database is empty.
# guest: -m 768 -t 900
# shellcheck source=lib/guest.sh
. /payload/lib/guest.sh
# shellcheck source=lib/tuned.sh
. /payload/lib/tuned.sh

# shellcheck disable=SC2154  # product.sh finds it.
[ -n "$rpm" ] || skip "no rpm in artifacts/packages"
calm
rpm --initdb
need "install" rpm -Uvh --nodeps "$rpm"
need "its files are whole" rpm -V --nodeps fragguard
need "the config is one" contains "$(rpm -qc fragguard)" /etc/fragguard.toml
binary=$(systemctl show -p ExecStart --value fragguard | sed -n 's/.*path=\([^ ;]*\).*/\1/p')
need "the shipped config is good" "$binary" check /etc/fragguard.toml
require "enable --now" systemctl enable --now fragguard
need "active" [ "$(state)" = active ]

say "--- again over it, with an edited config"
tune_config on_clear | write_config
pid=$(main_pid)
need "reinstall" rpm -Uvh --nodeps --force "$rpm"
need "the edited config is kept" grep -q 'name = "e2e"' /etc/fragguard.toml
need "the service was restarted" test "$(state)" = active -a "$(main_pid)" != "$pid"

say "--- erase while settings are tuned"
fragment pipe
need "the settings are tuned" wait_until 120 is_tuned
need "erase" rpm -e fragguard
need "the originals are back" is_original
need "the service is gone" not systemctl is-active --quiet fragguard
need "the binary is gone" not test -e "$binary"
need "the edited config is saved" test -e /etc/fragguard.toml.rpmsave
