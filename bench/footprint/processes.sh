# shellcheck shell=bash
# processes.sh: what the kernel knows of the cost of a running process. Source it.

# cpu_ns PID: CPU time of all its threads so far, in nanoseconds, and of the children it has waited for, to 10 ms.
cpu_ns() {
  local own children
  own=$(cat "/proc/$1/task/"*/schedstat 2>/dev/null | awk '{ sum += $1 } END { printf "%.0f", sum }')
  children=$(sed 's/.*) //' "/proc/$1/stat" |
    awk -v hz="$(getconf CLK_TCK)" '{ printf "%.0f", ($14 + $15) * 1e9 / hz }')
  echo $((own + children))
}

# switches PID: how often its threads went to sleep so far: wake-ups.
switches() {
  cat "/proc/$1/task/"*/status 2>/dev/null | awk '/^voluntary/ { sum += $2 } END { print sum + 0 }'
}

# memory PID FIELD: a field of smaps_rollup, in KiB; several are added up.
memory() {
  awk -v fields="$2" 'BEGIN { n = split(fields, name, " "); for (i = 1; i <= n; i++) wanted[name[i] ":"] = 1 }
    $1 in wanted { sum += $2 } END { print sum + 0 }' "/proc/$1/smaps_rollup"
}

threads() { find "/proc/$1/task" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l; }

descriptors() { find "/proc/$1/fd" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l; }

# executable_bytes PID: the size of the file that it runs.
executable_bytes() { stat -L -c %s "/proc/$1/exe"; }
