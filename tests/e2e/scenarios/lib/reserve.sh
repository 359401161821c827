# shellcheck shell=bash
# reserve.sh: what the scenarios of [reserve] share.

# shellcheck disable=SC2034  # The scenarios use it.
readonly SIZE=67108864
readonly DROP_INS=/etc/systemd/system/fragguard.service.d

# reserve_config FLOOR FOR: 64 MiB a node, a watch that counts after so long, and a ladder that can do nothing else.
reserve_config() {
  base_config "$1" "$2"
  printf '\n[incident]\nrelapse_window = "10s"\n\n[reserve]\nsize = "64MiB"\nrefill_after = "10s"\n'
  rung release_reserve
}

# allow_reserve: the drop-in that comes with the product.
allow_reserve() {
  if [ -e /usr/share/doc/fragguard/examples/reserve.conf ]; then
    install -D -m 644 -t "$DROP_INS" /usr/share/doc/fragguard/examples/reserve.conf
  fi
  systemctl daemon-reload
}

holders() { pgrep -x fragguard-hold; }
no_holder() { [ -z "$(holders)" ]; }

# effort: what the kernel has done to free or to move memory, for whoever asked.
effort() { grep -E '^(allocstall|compact_(stall|fail|success)|pgsteal_|pgmigrate_)' /proc/vmstat | sort; }
