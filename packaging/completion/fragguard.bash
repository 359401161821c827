# shellcheck shell=bash
# Completion of fragguard's command line for bash. Needs bash 4; uses nothing of the bash-completion package.

_fragguard() {
  local verbs='run status check failures record replay diff remedy restore history report blame suggest ensure window during metrics probe'
  local remedies='drop_caches compact_memory tune nudge_kcompactd reclaim release_reserve flag_reboot hook'
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local verb='' place=0 skip='' i
  COMPREPLY=()

  # Which verb, and which of its arguments: neither options nor their values count.
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [ -n "$skip" ]; then
      skip=''
      continue
    fi
    case ${COMP_WORDS[i]} in
      --root | --config | --order | --node | --interval | --host-interval | --for | --log | --listen | --file | \
        --since | --until | --html | --blame | --ring | --blocks | --timeout | --window)
        skip=1
        ;;
      -?*) ;;
      *) if [ -z "$verb" ]; then verb=${COMP_WORDS[i]}; else place=$((place + 1)); fi ;;
    esac
  done

  # The value of an option.
  case $before in
    --root)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    --config | --html | --file)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --order)
      mapfile -t COMPREPLY < <(compgen -W '1 2 3 4 5 6 7 8 9 10 thp 64KiB 2MiB' -- "$word")
      return
      ;;
    --node)
      local nodes=(/sys/devices/system/node/node[0-9]*)
      nodes=("${nodes[@]##*/node}")
      mapfile -t COMPREPLY < <(compgen -W "${nodes[*]//[!0-9]/}" -- "$word")
      return
      ;;
    --interval | --host-interval)
      mapfile -t COMPREPLY < <(compgen -W '1s 5s 10s 15s 1m' -- "$word")
      return
      ;;
    --since | --until)
      mapfile -t COMPREPLY < <(compgen -W 'today yesterday 1h 1d 7d 30d' -- "$word")
      return
      ;;
    --ring)
      mapfile -t COMPREPLY < <(compgen -W '1d 7d 30d' -- "$word")
      return
      ;;
    --log)
      mapfile -t COMPREPLY < <(compgen -W 'journal text json' -- "$word")
      return
      ;;
    --listen)
      mapfile -t COMPREPLY < <(compgen -W '127.0.0.1:9817 :9817' -- "$word")
      return
      ;;
    --for | --blame)
      mapfile -t COMPREPLY < <(compgen -W '1m 10m 1h 1d' -- "$word")
      return
      ;;
  esac

  if [[ $word == -* ]]; then
    local options='--root --help'
    case $verb in
      '') options+=' --version' ;;
      run) options+=' --config --dry-run --log' ;;
      status) options+=' --json --order --watch --check' ;;
      check) options+=' --system --print --explain' ;;
      failures) options+=' --json' ;;
      record) options+=' --interval --host-interval --for --ring' ;;
      replay) options+=' --config --json --interval --window' ;;
      diff) options+=' --order --json' ;;
      remedy) options+=' --node --dry-run' ;;
      history) options+=' --since --until --json --csv --html' ;;
      report) options+=' --html --json --blame' ;;
      blame) options+=' --for --json --stacks' ;;
      suggest) options+=' --order --interval --days --all --json' ;;
      ensure) options+=' --order --blocks --node --timeout --dry-run --force --json' ;;
      window) options+=' --for --json' ;;
      during) options+=' --for' ;;
      metrics) options+=' --listen --inetd --file' ;;
      probe) options+=' --alive --file' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    return
  fi

  case $verb:$place in
    :*) mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$word") ;;
    window:0) mapfile -t COMPREPLY < <(compgen -W 'open close list' -- "$word") ;;
    remedy:0) mapfile -t COMPREPLY < <(compgen -W "$remedies" -- "$word") ;;
    check:0 | failures:0 | history:0 | suggest:0 | record:0 | replay:0 | diff:[01])
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
  esac
}

complete -F _fragguard fragguard
