#!/usr/bin/env bash
# tests/html/check.sh [FRAGGUARD]: the HTML pages of report and history in a headless Chromium: no message on its
# console, nothing wider than a window of 380 or 1400 pixels, light and dark. Screenshots: artifacts/html.
# Exit: 0 all well, 1 not, 2 there is no Chromium here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly GUARD=${1:-artifacts/fragguard} SHOTS=artifacts/html
chromium=$(command -v chromium-headless-shell chromium chromium-browser google-chrome | head -n 1 || true)
[ -n "$chromium" ] || { echo "html: no Chromium here"; exit 2; }
mkdir -p "$SHOTS"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# browse ARGUMENT...: Chromium with a profile of its own.
browse() {
  timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
    --allow-file-access-from-files --enable-logging=stderr "$@"
}
# records: a week of the guard in the journal, as journalctl -o json prints it.
records() {
  local second
  for second in $(seq 0 3600 200000); do
    printf '{"__REALTIME_TIMESTAMP":"%d000000","_HOSTNAME":"node-1","FRAGGUARD_EVENT":"incident-opened",' \
      $((1763600000 + second))
    printf '"FRAGGUARD_INCIDENT":"%d","FRAGGUARD_NODE":"0","FRAGGUARD_ZONE":"Normal","FRAGGUARD_ORDER":"4",' "$second"
    printf '"FRAGGUARD_WATCH":"a-watch-with-quite-a-long-name-%d"}\n' $((second % 3))
    printf '{"__REALTIME_TIMESTAMP":"%d000000","_HOSTNAME":"node-1","FRAGGUARD_EVENT":"rung-finished",' \
      $((1763600300 + second))
    printf '"FRAGGUARD_REMEDY":"compact_memory","FRAGGUARD_ORDER":"4","FRAGGUARD_OUTCOME":"recovered",'
    printf '"FRAGGUARD_GAIN":"900"}\n'
    printf '{"__REALTIME_TIMESTAMP":"%d000000","_HOSTNAME":"node-1","FRAGGUARD_EVENT":"incident-closed",' \
      $((1763600400 + second))
    printf '"FRAGGUARD_REASON":"healed-by-rung"}\n'
  done
}
# frame WIDTH PAGE: a page around it that says how wide it is, once it is there.
frame() {
  cat >"$work/frame.html" <<HTML
<!doctype html><title>frame</title><iframe id=f width=$1 height=900 src="$2"></iframe><p id=said></p>
<script>f.onload = () => { const d = f.contentDocument.documentElement;
said.textContent = "wide " + d.scrollWidth + " of " + d.clientWidth; };</script>
HTML
}
# judge NAME: one page at both widths, and in the dark.
judge() {
  local name=$1 width said wide
  for width in 380 1400; do
    frame "$width" "file://$work/$name.html"
    said=$(browse --dump-dom "file://$work/frame.html" 2>"$work/log" | grep -oE 'wide [0-9]+ of [0-9]+' | tail -n 1)
    wide=${said#wide }
    if [ -z "$wide" ] || [ "${wide%% *}" -gt "${wide##* }" ]; then
      echo "html: $name at $width: ${said:-nothing was measured}"
      failed=1
    fi
    if grep -q CONSOLE "$work/log"; then
      grep CONSOLE "$work/log"
      failed=1
    fi
    browse --screenshot="$PWD/$SHOTS/$name-$width.png" --window-size="$width,2400" "file://$work/$name.html" 2>/dev/null
    browse --blink-settings=preferredColorScheme=0 --screenshot="$PWD/$SHOTS/$name-$width-dark.png" \
      --window-size="$width,2400" "file://$work/$name.html" 2>/dev/null
  done
  browse --no-pdf-header-footer --print-to-pdf="$PWD/$SHOTS/$name.pdf" "file://$work/$name.html" 2>/dev/null
  if grep -qE '(src|href)="?(https?:)?//' "$work/$name.html"; then
    echo "html: $name loads something from elsewhere"
    failed=1
  fi
}

"$GUARD" report --html "$work/report.html" 2>/dev/null
records | "$GUARD" history - --html "$work/history.html" 2>/dev/null
judge report
judge history
[ "$failed" = 1 ] || echo "html: report and history fit 380 and 1400 pixels, nothing on the console ($SHOTS)"
exit "$failed"
