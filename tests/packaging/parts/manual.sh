# shellcheck shell=bash disable=SC2154
# manual.sh: the manual pages as formatters see them, and the completions as shells do.

# linted PAGE: mandoc has no warning.
linted() { absent "$(zcat "$1" | mandoc -T lint -W warning)"; }
# formatted PAGE: groff, as man(1) runs it, has none either, on narrow and on wide terminals.
formatted() {
  local width
  for width in 60 80 132; do
    absent "$(zcat "$1" | MANWIDTH=$width MANROFFSEQ='' man --warnings -E UTF-8 -Tutf8 -Z -l - 2>&1 >/dev/null)" ||
      return
  done
}
# bash_completes "LINE" WORD...: what bash offers after LINE has these words among it.
bash_completes() {
  local offered word
  # shellcheck disable=SC2016
  offered=$(bash --norc -c '
    compopt() { :; }
    . "$1"
    read -ra COMP_WORDS <<<"$2"
    [ "${2% }" = "$2" ] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _fragguard
    printf "%s\n" "${COMPREPLY[@]}"' sh "$PACKAGING/completion/fragguard.bash" "$1")
  shift
  for word; do grep -qxF -- "$word" <<<"$offered" || { echo "no $word in: $offered"; return 1; }; done
}
fish_completes() {
  local offered word
  # shellcheck disable=SC2016
  offered=$(HOME=$work fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
    "$PACKAGING/completion/fragguard.fish" "$1" | cut -f1)
  shift
  for word; do grep -qxF -- "$word" <<<"$offered" || { echo "no $word in: $offered"; return 1; }; done
}

for page in man8/fragguard.8 man5/fragguard.toml.5; do
  check_with mandoc "$(basename $page): mandoc" linted "$work/deb/usr/share/man/$page.gz"
  check_with man "$(basename $page): man" formatted "$work/deb/usr/share/man/$page.gz"
done
check "bash completion" bash_completes 'fragguard re' remedy restore replay record
check "bash completion of values" bash_completes 'fragguard --root /tmp remedy dr' drop_caches
check "bash completion of options" bash_completes 'fragguard status --' --json --order --watch --root
check_with zsh "zsh completion: syntax" zsh -n "$PACKAGING/completion/_fragguard"
check_with fish "fish completion" fish_completes 'fragguard re' remedy restore replay record
check_with fish "fish completion of values" fish_completes 'fragguard remedy ' drop_caches compact_memory
