# shellcheck shell=bash disable=SC2154
# units.sh: what systemd says of the units, their sandbox, the drop-ins, the preset, and the journal catalog.

units=$work/units
mkdir -p "$units"
for unit in "$work"/deb/usr/lib/systemd/system/*; do
  # As installed, but for the path of the executable, which verify looks for.
  sed "s,/usr/bin/fragguard,$binary," "$unit" >"$units/$(basename "$unit")"
done

# verified UNIT...: no complaint at all.
verified() { absent "$(cd "$units" && SYSTEMD_UNIT_PATH="$units:" systemd-analyze verify --man=no "${@/#/./}" 2>&1)"; }
# exposed UNIT: at most 1.3, by systemd's own measure.
exposed() {
  systemd-analyze security --no-pager --offline=true --threshold=13 "$units/$1" | tail -n 1
  return "${PIPESTATUS[0]}"
}
sandbox() { sed -n '/^# --- Sandbox/,/^# --- End/{/^#/!p}' "$units/$1"; }
# drop_in NAME UNIT: the example, with all that it offers taken up, is understood by systemd.
drop_in() {
  rm -rf "$units/$2.d"
  mkdir "$units/$2.d"
  sed -e 's/^#\([A-Z]\)/\1/' -e "s,/usr/bin/fragguard,$binary," "$work/deb/usr/share/doc/fragguard/examples/$1.conf" \
    >"$units/$2.d/$1.conf"
  verified "$2"
  local status=$?
  rm -r "$units/$2.d"
  return $status
}
# preset: on a system whose policy is to enable everything, FragGuard stays off.
preset() {
  local root=$work/preset-root
  mkdir -p "$root/etc" "$root/usr/lib/systemd/system-preset"
  cp -a "$work/deb/usr/lib/systemd/." "$root/usr/lib/systemd/"
  echo 'enable *' >"$root/usr/lib/systemd/system-preset/90-default.preset"
  systemctl --root "$root" preset fragguard.service fragguard-maintenance.timer fragguard-metrics.socket &&
    absent "$(find "$root/etc" -type l)" &&
    systemctl --root "$root" enable fragguard.service && find "$root/etc" -type l | grep -q multi-user.target.wants
}
# catalog: journalctl takes it, with every event of the product and no other.
names=$REPO/src/FragGuard.Daemon/Report/EventNames.cs
catalog() {
  local root=$work/catalog-root
  mkdir -p "$root/usr/lib/systemd/catalog" "$root/var/lib/systemd/catalog"
  cp "$work/deb/usr/lib/systemd/catalog/fragguard.catalog" "$root/usr/lib/systemd/catalog"
  absent "$(journalctl --root "$root" --update-catalog 2>&1)" &&
    same <(sed -n 's/.*\[[A-Za-z]*\] = "\([0-9a-f]\{32\}\)".*/\1/p' "$names" | sort) \
      <(journalctl --root "$root" --list-catalog | cut -d' ' -f1 | sort)
}
# catalog_names: above each entry stands the name of its event.
catalog_names() {
  same <(sed -n -e 's/.*const string \([A-Za-z]*\) = "\(.*\)";/\1 \2/p' \
    -e 's/.*\[\([A-Za-z]*\)\] = "\([0-9a-f]\{32\}\)".*/\1 \2/p' "$names" |
    awk '$1 in name { print name[$1], $2; next } { name[$1] = $2 }' | sort) \
    <(awk '/^# / { name = $2 } /^-- / { print name, $2 }' "$PACKAGING/systemd/fragguard.catalog" | sort)
}
# catalog_headers: each entry has them all, and a text.
catalog_headers() {
  absent "$(awk '
    function judge() { if (id != "" && !(s && b && u && t)) print id; s = b = u = t = 0 }
    /^-- / { judge(); id = $2; next }
    /^Subject: ./ { s = 1 } /^Defined-By: FragGuard$/ { b = 1 } /^Support: ./ { u = 1 }
    s && b && u && !/^[A-Z][A-Za-z-]*: / && NF { t = 1 }
    END { judge() }' "$PACKAGING/systemd/fragguard.catalog")"
}
# spread: a fleet's hosts wake at different minutes, each at its own every night.
spread() { grep -qx 'RandomizedDelaySec=15min' "$1" && grep -qx 'FixedRandomDelay=yes' "$1"; }

check "units: systemd-analyze verify" verified fragguard.service fragguard-maintenance.{service,timer} \
  fragguard-metrics{.socket,@.service}
check "fragguard.service: exposure at most 1.3" exposed fragguard.service
check "fragguard-maintenance.service: exposure at most 1.3" exposed fragguard-maintenance.service
check "fragguard-metrics@.service: exposure at most 1.3" exposed fragguard-metrics@.service
check "both services have the same sandbox" same <(sandbox fragguard.service) <(sandbox fragguard-maintenance.service)
for example in flag-reboot cgroup-reclaim hook reserve notify node-exporter-textfile node-feature-discovery; do
  check "drop-in $example.conf" drop_in $example fragguard.service
done
check "drop-in maintenance-drop-caches.conf" drop_in maintenance-drop-caches fragguard-maintenance.service
check "example incident-blame.conf is understood" drop_in incident-blame fragguard.service
check "example ensure-libvirt.conf is understood" drop_in ensure-libvirt fragguard.service
check "example ensure-dpdk.conf is understood" drop_in ensure-dpdk fragguard.service
check "example ensure-postgresql.conf is understood" drop_in ensure-postgresql fragguard.service
check "the maintenance timer has a fixed random delay" spread "$PACKAGING/systemd/fragguard-maintenance.timer"
check "the preset keeps it off until it is enabled" preset
check "catalog: journalctl takes it, with every event" catalog
check "catalog: named by event" catalog_names
check "catalog: complete entries" catalog_headers
