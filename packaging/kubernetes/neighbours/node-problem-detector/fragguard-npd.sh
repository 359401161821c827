#!/bin/sh
# fragguard-npd.sh fragmented|unhealed: node-problem-detector's custom plugin. It reads what the guard has left in
# /run/fragguard/probe. Exit 0: no problem, 1: a problem, 2: unknown; the reason in at most 80 bytes.
read -r written fragmented unhealed message 2>/dev/null <"${FRAGGUARD_PROBE:-/run/fragguard/probe}" ||
  { echo "FragGuard does not run on this node, or was stopped"; exit 2; }
read -r now _ </proc/uptime
case $1 in fragmented) answer=$fragmented ;; unhealed) answer=$unhealed ;; *) answer= ;; esac
case $written in '' | *[!0-9]* | 0?* | ???????????*) answer= ;; esac
case $answer in 0 | 1) ;; *) echo "FragGuard's state on this node is not understood"; exit 2 ;; esac
age=$((${now%%.*} - written))
if [ "$age" -gt 300 ] || [ "$age" -lt -1 ]; then echo "FragGuard has not said anything for $age s"; exit 2; fi
printf '%.80s\n' "$message"
exit "$answer"
