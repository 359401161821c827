# shellcheck shell=bash
# tuned.sh: a situation that makes FragGuard tune settings and keep them tuned: nothing but tuning on the ladder, and
# fragmentation that tuning cannot mend.

swappiness_file=/proc/sys/vm/swappiness
scale_file=/proc/sys/vm/watermark_scale_factor
defrag_file=/sys/kernel/mm/transparent_hugepage/defrag
swappiness=$(cat "$swappiness_file")
scale=$(cat "$scale_file")
defrag=$(sed 's/.*\[\(.*\)\].*/\1/' "$defrag_file")

# tune_config RESTORE
tune_config() {
  base_config
  rung tune 'set = { "vm.swappiness" = 7, "vm.watermark_scale_factor" = 55, "thp.defrag" = "defer" }' \
    "restore = \"$1\""
}

# set_to FILE VALUE, chosen FILE VALUE: what a file says now; for the second, the bracketed word.
set_to() { [ "$(cat "$1")" = "$2" ]; }
chosen() { grep -qF "[$2]" "$1"; }

is_tuned() { set_to "$swappiness_file" 7 && set_to "$scale_file" 55 && chosen "$defrag_file" defer; }
is_original() {
  set_to "$swappiness_file" "$swappiness" && set_to "$scale_file" "$scale" && chosen "$defrag_file" "$defrag"
}
