#!/bin/sh
# notify-webhook.sh [--text] URL: send what FragGuard reports to a webhook. Needs curl, and the drop-in notify.conf.
#   [notify]
#   command = ["/usr/local/sbin/notify-webhook", "https://hooks.example.net/fragguard"]
# The event is posted as the JSON object that it is: event, message, host, time, and the fields of fragguard(8),
# JOURNAL. --text posts {"text": "HOST: MESSAGE"} instead, which is what chat programs take.
set -eu

text=
if [ "${1:-}" = --text ]; then
  text=1
  shift
fi
[ $# = 1 ] || { echo "usage: notify-webhook.sh [--text] URL" >&2; exit 64; }

# quoted: standard input as one JSON string.
quoted() { sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' | awk '{ printf("%s%s", (NR > 1 ? "\\n" : ""), $0) }'; }

if [ -n "$text" ]; then
  printf '{"text":"%s"}\n' "$(printf '%s: %s\n' "$FRAGGUARD_HOST" "$FRAGGUARD_MESSAGE" | quoted)"
else
  cat
fi | curl -fsS --max-time 20 --retry 2 -o /dev/null -H 'Content-Type: application/json' --data-binary @- "$1"
