#!/usr/bin/env bash
# bash-loop.sh: what is often run instead of a guard. Once a second, count the free blocks of 64 KiB in every zone and
# say so when they run short.
while :; do
  # shellcheck disable=SC2002 # As people write it.
  short=$(cat /proc/buddyinfo | awk '{ blocks = 0; for (i = 9; i <= NF; i++) blocks += $i * 2 ^ (i - 9)
    if (blocks < 64) print $1, $2, $4, blocks }')
  [ -z "$short" ] || echo "$short"
  sleep 1
done
