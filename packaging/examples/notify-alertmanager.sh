#!/bin/sh
# notify-alertmanager.sh URL: raise and resolve alerts in Alertmanager, for hosts that no Prometheus scrapes. Needs
# curl, and the drop-in notify.conf.
#   [notify]
#   command = ["/usr/local/sbin/notify-alertmanager", "http://alertmanager.example.net:9093"]
# An incident is the alert FragGuardIncident, an exhausted ladder FragGuardLadderExhausted as well; both end with the
# incident. Other events are no alerts: they have no end.
set -eu

[ $# = 1 ] || { echo "usage: notify-alertmanager.sh URL" >&2; exit 64; }

# quoted: standard input as the inside of one JSON string.
quoted() { sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' | awk '{ printf("%s%s", (NR > 1 ? "\\n" : ""), $0) }'; }

# alert NAME SEVERITY END: one object. Without an end Alertmanager would forget it after five minutes.
alert() {
  printf '{"labels":{"alertname":"%s","severity":"%s","instance":"%s","incident":"%s"},' \
    "$1" "$2" "$host" "${FRAGGUARD_INCIDENT:-0}"
  printf '"annotations":{"summary":"%s"},"endsAt":"%s"}' "$message" "$3"
}

host=$(printf '%s\n' "$FRAGGUARD_HOST" | quoted)
message=$(printf '%s\n' "$FRAGGUARD_MESSAGE" | quoted)
tomorrow=$(date -u -d "@$(($(date +%s) + 86400))" +%Y-%m-%dT%H:%M:%SZ)
case $FRAGGUARD_EVENT in
  incident-opened) alerts=$(alert FragGuardIncident warning "$tomorrow") ;;
  ladder-exhausted) alerts=$(alert FragGuardLadderExhausted critical "$tomorrow") ;;
  incident-closed)
    alerts=$(alert FragGuardIncident warning "$FRAGGUARD_TIME"),$(alert FragGuardLadderExhausted critical \
      "$FRAGGUARD_TIME")
    ;;
  *) exit 0 ;;
esac
printf '[%s]\n' "$alerts" | curl -fsS --max-time 20 --retry 2 -o /dev/null -H 'Content-Type: application/json' \
  --data-binary @- "${1%/}/api/v2/alerts"
