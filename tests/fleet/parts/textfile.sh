# shellcheck shell=bash disable=SC2154
# textfile.sh: a guard that runs, its metrics.prom as node_exporter's textfile collector takes it, and what goes wrong
# with such files: modes, torn ones, duplicates, links.

text_root=$work/text-root text_file=$text_root/run/fragguard/metrics.prom
# live_guard: a dry run over a captured tree, which has an incident.
live_guard() {
  cp -a "$REPO/tests/fixtures/x86_64-5.10.0-1numa/fragmented" "$text_root" && mkdir -p "$text_root/run" || return
  quick_settings >"$work/text.toml"
  background "$work/text.log" "$binary" run --dry-run --root "$text_root" --config "$work/text.toml"
  text_guard=$child
  wait_for grep -q '^fragguard_incident_open 1$' "$text_file" || { cat "$work/text.log" "$text_file"; return 1; }
}
# exporter DIR: node_exporter over it, as nobody.
exporter() {
  text_port=$(free_port) || return
  local as=()
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  background "$work/text-exporter.log" "${as[@]}" "$NODE_EXPORTER" --web.listen-address="127.0.0.1:$text_port" \
    --collector.disable-defaults --collector.textfile --collector.textfile.directory="$1"
  wait_for get "http://127.0.0.1:$text_port/metrics"
}
# scraped EXPRESSION...: grep's expressions that a scrape has.
scraped() {
  local expression
  get "http://127.0.0.1:$text_port/metrics" >"$work/scraped" || return
  for expression; do
    grep -q -- "$expression" "$work/scraped" || { echo "no $expression"; cat "$work/scraped"; return 1; }
  done
}
lacks() { fails grep -q -- "$1" "$work/scraped"; }
read_by_nobody() {
  [ "$(stat -c %a "$text_file")" = 644 ] && scraped '^node_textfile_scrape_error 0$' '^fragguard_incident_open 1$' \
    '^fragguard_up 1$' '^node_textfile_mtime_seconds{.*metrics.prom"}'
}
linked() {
  ln -sfn "$text_file" "$work/links/linked.prom"
  scraped '^node_textfile_scrape_error 0$' '^fragguard_up 1$'
}
dangling() { ln -sfn "$work/nowhere" "$work/links/linked.prom" && scraped '^node_textfile_scrape_error 1$'; }
private() {
  rm "$work/links/linked.prom" && install -m 600 "$text_file" "$work/links/own.prom" || return
  if [ "$(id -u)" != 0 ]; then chmod 000 "$work/links/own.prom"; fi
  scraped '^node_textfile_scrape_error 1$' && lacks '^fragguard_up'
}
torn() {
  head -n 8 "$text_file" >"$work/links/own.prom" &&
    printf 'fragguard_incident_op' >>"$work/links/own.prom" && chmod 644 "$work/links/own.prom" &&
    scraped '^node_textfile_scrape_error 1$'
}
stamped() {
  printf '# HELP fragguard_up x\n# TYPE fragguard_up gauge\nfragguard_up 1 1700000000000\n' >"$work/links/own.prom"
  scraped '^node_textfile_scrape_error 1$' && lacks '^fragguard_up'
}
duplicate() {
  cp "$text_file" "$work/links/own.prom" && cp "$text_file" "$work/links/copy.prom" &&
    { get "http://127.0.0.1:$text_port/metrics" >"$work/scraped" || true; } &&
    { ! grep -q '^fragguard_up' "$work/scraped" || [ "$(grep -c '^fragguard_up' "$work/scraped")" = 1 ]; }
}
# never_torn: a hundred readings while it is written ten times a second are whole ones.
never_torn() {
  local reading count=0
  for reading in $(seq 100); do
    if ! tail -c 1 "$text_file" | od -An -tx1 | grep -q 0a || ! "$PROMTOOL" check metrics <"$text_file"; then
      echo "reading $reading"
      return 1
    fi
    count=$((count + 1))
  done
  [ "$count" = 100 ]
}
stopped() {
  kill "$text_guard" && wait "$text_guard" && grep -q '^fragguard_up 0$' "$text_file" &&
    fails grep -q fragguard_zone "$text_file" && [ "$(stat -c %a "$text_file")" = 644 ]
}
# nothing_left_over: no temporary file of the writer.
nothing_left_over() { [ -z "$(find "$text_root/run/fragguard" -name '*tmp*')" ]; }

if need_modules && need_prometheus; then
  # nobody has to reach the files.
  chmod 711 "$work"
  mkdir -p "$work/links" && chmod 755 "$work/links"
  check "textfile: a guard writes it" live_guard
  check "textfile: it is never torn, and promtool takes it" never_torn
  check "textfile: node_exporter runs as nobody over /run/fragguard" exporter "$text_root/run/fragguard"
  check "textfile: node_exporter takes it" read_by_nobody
  check "textfile: node_exporter over another directory" exporter "$work/links"
  check "textfile: a link to it does as well" linked
  check "textfile: a dangling link is an error of that scrape alone" dangling
  check "textfile: a file of mode 0600 is an error" private
  check "textfile: a torn one is" torn
  check "textfile: one with times is" stamped
  check "textfile: two copies are not served twice" duplicate
  check "textfile: a clean stop leaves fragguard_up 0" stopped
  check "textfile: nothing else is left" nothing_left_over
else
  check "textfile: their tools" false
fi
