# shellcheck shell=bash disable=SC2154
# agreement.sh: the manual pages and completions say what the product is: its events, fields, reasons, remedies and
# settings, and the verbs and options of this executable.

man8=$PACKAGING/man/fragguard.8.scd man5=$PACKAGING/man/fragguard.toml.5.scd
completions=("$PACKAGING"/completion/{fragguard.bash,_fragguard,fragguard.fish})
sources=$REPO/src

# mentioned FILE: every word of standard input stands in it, as a word of its own.
mentioned() {
  local word lost=''
  while read -r word; do
    grep -qE -- "(^|[^A-Za-z0-9_-])${word//./\\.}([^A-Za-z0-9_-]|\$)" "$1" || lost+=" $word"
  done
  absent "${lost:+$(basename "$1") has not:$lost}"
}
# events, fields, reasons, remedies, knobs: as the sources have them, one a line.
events() { sed -n 's/.*const string [A-Za-z]* = "\(.*\)";/\1/p' "$sources/FragGuard.Daemon/Report/EventNames.cs"; }
fields() {
  { grep -rhoE '\bWith\("[A-Z_]+"' "$sources/FragGuard.Daemon/Report" | cut -d'"' -f2; echo EVENT; } |
    sed 's/^/FRAGGUARD_/' | sort -u
}
reasons() {
  sed -n '/^public enum ReasonCode/,/^}/s/^    \([A-Z][A-Za-z]*\),$/\1/p' "$sources/FragGuard.Policy/Decide/Reason.cs" |
    grep -vx None | sed -E 's/([a-z])([A-Z])/\1-\2/g' | tr '[:upper:]' '[:lower:]'
}
remedies() {
  sed -n 's/.*const string RemedyName = "\(.*\)";/\1/p' "$sources"/FragGuard.Policy/Remedies/*.cs
}
knobs() {
  sed -n -e 's/.*Sysctl("\([a-z_]*\)".*/vm.\1/p' -e 's/.*HugePage("\([a-z_]*\)".*/thp.\1/p' \
    -e 's/.*Khugepaged("\([a-z_]*\)".*/thp.khugepaged_\1/p' "$sources/FragGuard.Kernel/Knobs/KnobCatalog.cs" |
    grep -v '_$'
}
# metrics: their names without the prefix.
metrics() {
  cat "$sources"/FragGuard.Daemon/Report/Metrics/MetricsText*.cs | tr -s '\n ' ' ' |
    grep -oE '(Gauge|Counter)\( ?"[a-z_]+"u8' | cut -d'"' -f2 | sort -u
}
# verbs, options VERB: as the executable itself tells.
verbs() { product --help | awk '/^Commands:/ { on = 1; next } on && /^  [a-z]/ { print $1 }'; }
options() {
  product "$1" --help | awk '
    /^[A-Z]/ { on = /^Options:/ } on && match($0, /--[a-z-]+/) { print substr($0, RSTART, RLENGTH) }'
}
every_option() { verbs | while read -r verb; do options "$verb"; done | sort -u; }
# settings: the keys of the shipped file, at their defaults or commented out.
settings() { sed -nE 's/^(# ?)?([a-z_]+) = .*/\2/p' "$REPO/etc/fragguard.toml" | sort -u; }

# described LIST FILE: LIST is not empty, and FILE has every word of it.
described() { [ -n "$("$1")" ] && "$1" | mentioned "$2"; }
# completed LIST: in every completion; fish writes options without their dashes.
completed() {
  [ -n "$("$1")" ] && "$1" | mentioned "${completions[0]}" && "$1" | mentioned "${completions[1]}" &&
    "$1" | sed 's/^--//' | mentioned "${completions[2]}"
}
# invented: verbs of the manual that this executable does not have.
invented() {
  absent "$(sed -n '/^# VERBS/,/^# OPTIONS/s/^\*\([a-z]*\)\*.*/\1/p' "$man8" | grep -vxF -f <(verbs))"
}
# catalog_fields: the fields that the catalog names are among those of the records.
catalog_fields() {
  absent "$(grep -oE 'FRAGGUARD_[A-Z_]+' "$PACKAGING/systemd/fragguard.catalog" | sort -u | grep -vxF -f <(fields))"
}
# manual_settings: the settings of fragguard.toml(5) with the defaults that it gives, as TOML.
manual_settings() {
  awk '
    /^# TOP OF THE FILE/ { on = 1; next }
    /^# \[\[ladder\]\]/ { on = 0; ladder = 1; next }
    /^# \[\[watch\]\]/ { print "[[watch]]"; print "floor = 64"; next }
    /^# \[/ { print substr($0, 3); next }
    /^# REMEDIES/ { on = 1; ladder = 0; next }
    /^# EXAMPLES/ { exit }
    /^## / { print "[[ladder]]"; print "remedy = \"" $2 "\""
      if ($2 == "tune") print "set = { \"vm.swappiness\" = 10 }"
      if ($2 == "hook") print "command = [\"/bin/true\"]"
      next }
    on && /^\*[a-z_]+\* = / { gsub(/\*/, ""); print }' "$man5"
}
# examples: the examples of fragguard.toml(5), one after the other, each as its own file in $work/examples.
examples() {
  mkdir -p "$work/examples"
  awk -v dir="$work/examples" '
    /^# EXAMPLES/ { on = 1 } /^# SEE ALSO/ { on = 0 }
    on && /^```/ { if (inside) close(file); else file = dir "/" ++n ".toml"; inside = !inside; next }
    inside { print > file }' "$man5"
}
# accepted FILE...: `fragguard check` finds nothing wrong in any of them.
accepted() { local file; for file; do product check "$file" || return; done; }

check "fragguard(8) has every event" described events "$man8"
check "fragguard(8) has every field of the journal" described fields "$man8"
check "catalog: only fields that there are" catalog_fields
check "fragguard(8) has every reason" described reasons "$man8"
check "fragguard(8) has every metric" described metrics "$man8"
check "fragguard(8) has every verb" described verbs "$man8"
check "fragguard(8) has every option" described every_option "$man8"
check "fragguard(8) has no other verbs" invented
check "fragguard.toml(5) has every remedy" described remedies "$man5"
check "fragguard.toml(5) has every kernel setting" described knobs "$man5"
check "fragguard.toml(5) has every key of etc/fragguard.toml" described settings "$man5"
check "completions have every remedy" completed remedies
check "completions have every verb" completed verbs
check "completions have every option" completed every_option
manual_settings >"$work/manual.toml"
examples
check "the defaults of fragguard.toml(5) are valid" accepted "$work/manual.toml"
check "the examples of fragguard.toml(5) are valid" accepted "$work"/examples/*.toml
check "the shipped config is valid" accepted "$REPO/etc/fragguard.toml"
