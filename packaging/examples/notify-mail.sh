#!/bin/sh
# notify-mail.sh SMTP-URL FROM TO...: mail what FragGuard reports. Needs curl, and the drop-in notify.conf.
#   [notify]
#   command = ["/usr/local/sbin/notify-mail", "smtp://mail.example.net", "fragguard@example.net", "oncall@example.net"]
# It talks to the mail host itself: sendmail hands mail over by a setgid program, which the sandbox does not allow.
set -eu

[ $# -ge 3 ] || { echo "usage: notify-mail.sh SMTP-URL FROM TO..." >&2; exit 64; }
url=$1 from=$2
shift 2

# one_line: what came from elsewhere must not make a header of its own.
one_line() { printf '%s' "$1" | tr -s '\r\n' '  ' | cut -c1-200; }

recipients=$*
for to; do
  set -- "$@" --mail-rcpt "$to"
  shift
done
{
  printf 'From: FragGuard <%s>\r\n' "$from"
  printf 'To: %s\r\n' "$(printf '%s' "$recipients" | sed 's/ /, /g')"
  printf 'Date: %s\r\n' "$(LC_ALL=C date '+%a, %d %b %Y %H:%M:%S %z')"
  printf 'Subject: [FragGuard] %s: %s\r\n' "$(one_line "$FRAGGUARD_HOST")" "$(one_line "$FRAGGUARD_EVENT")"
  printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
  printf '%s\n\n' "$FRAGGUARD_MESSAGE"
  env | grep '^FRAGGUARD_' | grep -v '^FRAGGUARD_MESSAGE=' | sort
} | sed 's/\r*$/\r/' | curl -fsS --max-time 20 --mail-from "$from" "$@" -T - "$url"
