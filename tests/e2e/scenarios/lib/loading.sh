# shellcheck shell=bash
# loading.sh: a file larger than memory is streamed through the page cache, as a model's checkpoint is.

# write_loader: /run/load-model SECONDS streams it, 20 MB a second, from its beginning to its end and again.
write_loader() {
  truncate -s 3G /var/tmp/model # All hole: reading it fills the page cache without a disk.
  cat >/run/load-model <<'LOADER'
#!/bin/bash
at=0 end=$(($(cut -d. -f1 /proc/uptime) + $1))
while [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]; do
  dd if=/var/tmp/model of=/dev/null bs=1M count=20 skip=$at status=none
  at=$(((at + 20) % 3060))
  sleep 1
done
LOADER
  chmod +x /run/load-model
}

# loading_config: the field's case, scaled to the guest: 2 MiB, floor 64 MiB, at once, all caches, paced by cost.
loading_config() {
  cat <<'TOML'
[sampling]
interval = "1s"

[[watch]]
name = "loading"
order = "2MiB"
floor = "64MiB"
for = "0s"
during = "model-load"

[gates]
min_uptime = "0s"
max_io_pressure = 100.0   # a load is I/O: its pressure is no reason to wait

[[ladder]]
remedy = "drop_caches"
what = "all"
min_cache = "16MiB"
cooldown = "1s"
settle = "1s"
max_stall = "25%"         # a load is short, and what it is for matters more than its speed
max_reread = "unlimited"  # what a stream reads after a drop it has not read before

[[ladder]]
remedy = "compact_memory"
cooldown = "1s"
settle = "1s"
max_stall = "25%"
TOML
}

# blocks_between ORDER FLOOR FROM TO: from the trace of this guest, between two times of uptime: the number of samples,
# those under the floor, the fewest blocks, and the longest time for which it was under the floor, in tenths of seconds.
blocks_between() {
  awk -v order="$1" -v floor="$2" -v from="$3" -v to="$4" -v zone="$(main_zone)" '
    /^@/ { at = $2 }
    $1 == "Node" && $4 == zone && at >= from && at <= to {
      blocks = 0
      for (o = order; o <= NF - 5; o++) blocks += $(o + 5) * 2 ^ (o - order)
      samples++
      if (fewest == "" || blocks < fewest) fewest = blocks
      if (blocks < floor) { under++; if (!low) since = at; low = 1; if (at - since > longest) longest = at - since }
      else low = 0
    }
    END { print samples + 0, under + 0, fewest + 0, int(longest * 10 + 0.5) }' /results/buddyinfo.trace
}
