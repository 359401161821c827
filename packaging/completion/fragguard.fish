# Completion of fragguard's command line for fish.

set -l verbs run status check failures record replay diff remedy restore history report blame suggest ensure window during metrics probe
set -l none "not __fish_seen_subcommand_from $verbs"
set -l remedies drop_caches compact_memory tune nudge_kcompactd reclaim release_reserve flag_reboot hook

complete -c fragguard -f
complete -c fragguard -l root -x -a '(__fish_complete_directories)' -d 'Look under this directory'
complete -c fragguard -s h -l help -d 'Show help'
complete -c fragguard -n $none -l version -d 'Show the version'

complete -c fragguard -n $none -a run -d 'Guard this machine'
complete -c fragguard -n $none -a status -d 'Show free blocks, watches and the open incident'
complete -c fragguard -n $none -a check -d 'Validate the configuration'
complete -c fragguard -n $none -a failures -d 'Explain page allocation failures'
complete -c fragguard -n $none -a record -d 'Write samples to a trace'
complete -c fragguard -n $none -a replay -d 'Run the policy over a trace'
complete -c fragguard -n $none -a diff -d 'Compare two copies of buddyinfo'
complete -c fragguard -n $none -a remedy -d 'Apply one remedy now'
complete -c fragguard -n $none -a restore -d 'Put tuned settings back'
complete -c fragguard -n $none -a history -d 'Show incidents and rungs from the journal'
complete -c fragguard -n $none -a report -d 'Look once at all that bears on fragmentation'
complete -c fragguard -n $none -a blame -d 'Watch who breaks memory up and who waits for it'
complete -c fragguard -n $none -a suggest -d 'Propose floors from recorded days'
complete -c fragguard -n $none -a ensure -d 'Climb the ladder now until so many blocks are free'
complete -c fragguard -n $none -a window -d 'Open, close or list windows'
complete -c fragguard -n $none -a during -d 'Have a window open while a command runs'
complete -c fragguard -n $none -a metrics -d 'Print or serve metrics for Prometheus'
complete -c fragguard -n $none -a probe -d 'One line and an exit status'

complete -c fragguard -n '__fish_seen_subcommand_from run replay' -l config -r -F -d 'The configuration'
complete -c fragguard -n '__fish_seen_subcommand_from replay' -l window -x -d 'Only this window is open'
complete -c fragguard -n '__fish_seen_subcommand_from window; and not __fish_seen_subcommand_from open close list' \
  -a 'open close list'
complete -c fragguard -n '__fish_seen_subcommand_from window during' -l for -x -a '10m 45m 2h' -d 'Close it after'
complete -c fragguard -n '__fish_seen_subcommand_from window' -l json -d 'For programs'
complete -c fragguard -n '__fish_seen_subcommand_from run remedy' -l dry-run -d 'Write nothing'
complete -c fragguard -n '__fish_seen_subcommand_from run' -l log -x -a 'journal text json' -d 'Where to log to'
complete -c fragguard -n '__fish_seen_subcommand_from metrics' -l listen -x -a '127.0.0.1:9817 :9817' -d 'Serve them'
complete -c fragguard -n '__fish_seen_subcommand_from metrics' -l inetd -d 'Serve one request'
complete -c fragguard -n '__fish_seen_subcommand_from probe' -l alive -d 'Is the guard alive'
complete -c fragguard -n '__fish_seen_subcommand_from metrics probe' -l file -r -F -d 'The file that the guard writes'
complete -c fragguard -n '__fish_seen_subcommand_from status failures replay diff history' -l json -d 'For programs'
complete -c fragguard -n '__fish_seen_subcommand_from status diff' -l order -x -a '4 9 thp 64KiB 2MiB' \
  -d 'The order to look at'
complete -c fragguard -n '__fish_seen_subcommand_from status' -l watch -d 'Repeat'
complete -c fragguard -n '__fish_seen_subcommand_from status' -l check -d 'Answer by the exit status'
complete -c fragguard -n '__fish_seen_subcommand_from check' -l system -d 'Try every kernel file, too'
complete -c fragguard -n '__fish_seen_subcommand_from check' -l print -d 'Print the configuration in force'
complete -c fragguard -n '__fish_seen_subcommand_from check' -l explain -d 'Say in words what they do'
complete -c fragguard -n '__fish_seen_subcommand_from check failures record replay diff' -F
complete -c fragguard -n '__fish_seen_subcommand_from record replay' -l interval -x -a '1s 5s 15s 1m' \
  -d 'Between samples'
complete -c fragguard -n '__fish_seen_subcommand_from record' -l host-interval -x -a '1s 5s 10s 1m' \
  -d 'Between samples with more in them'
complete -c fragguard -n '__fish_seen_subcommand_from record' -l for -x -a '1m 10m 1h 1d' -d 'How long'
complete -c fragguard -n "__fish_seen_subcommand_from remedy; and not __fish_seen_subcommand_from $remedies" \
  -a "$remedies"
complete -c fragguard -n '__fish_seen_subcommand_from remedy' -l node -x -d 'Only this NUMA node' \
  -a '(string match -r -g "node(\d+)\$" /sys/devices/system/node/node*)'
complete -c fragguard -n '__fish_seen_subcommand_from history' -F
complete -c fragguard -n '__fish_seen_subcommand_from history' -l csv -d 'For spreadsheets'
complete -c fragguard -n '__fish_seen_subcommand_from history' -l html -r -F -d 'Write one HTML file'
complete -c fragguard -n '__fish_seen_subcommand_from history' -l since -x -a 'today yesterday 1h 1d 7d 30d' -d 'Not before'
complete -c fragguard -n '__fish_seen_subcommand_from history' -l until -x -a 'today yesterday 1h 1d' -d 'Before'
complete -c fragguard -n '__fish_seen_subcommand_from report' -l html -r -F -d 'Write one HTML file'
complete -c fragguard -n '__fish_seen_subcommand_from report' -l json -d 'For programs'
complete -c fragguard -n '__fish_seen_subcommand_from blame' -l for -x -a '10s 60s 5m' -d 'How long'
complete -c fragguard -n '__fish_seen_subcommand_from blame' -l json -d 'For programs'
complete -c fragguard -n '__fish_seen_subcommand_from blame' -l stacks -d 'In which kernel functions'
complete -c fragguard -n '__fish_seen_subcommand_from report' -l blame -x -a '10s 60s' -d 'Watch who breaks memory up, too'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -l order -x -a '4 9 thp 64KiB 2MiB' -d 'The order'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -l interval -x -a '1s 15s 1m' -d 'Between bare captures'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -l days -d 'The lowest of each day'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -l all -d 'Every floor with every time'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -l json -d 'For programs'
complete -c fragguard -n '__fish_seen_subcommand_from suggest' -F
complete -c fragguard -n '__fish_seen_subcommand_from record' -l ring -x -a '1d 7d 30d' -d 'Keep so many days in a directory'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l order -x -a '4 9 thp 64KiB 2MiB' -d 'The order'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l blocks -x -a '64 512 2GiB' -d 'How many'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l node -x -a '0 1' -d 'On this NUMA node'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l timeout -x -a '10s 60s 5m' -d 'Give up after'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l dry-run -d 'Write nothing'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l force -d 'Do not mind cooldowns, costs and windows'
complete -c fragguard -n '__fish_seen_subcommand_from ensure' -l json -d 'For programs'
