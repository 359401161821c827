# shellcheck shell=bash
# trace.sh: what the kernel itself saw FragGuard do, through tracefs: which files were opened for writing, and which
# compactions were begun by whom. The journal tells what FragGuard says; this tells whether it is true.

tracing=/sys/kernel/tracing

# trace_writes: from now on.
trace_writes() {
  # shellcheck disable=SC2016  # The kernel reads $arg.
  echo 'p:bed/opened do_sys_openat2 name=+0($arg2):ustring flags=+0($arg3):x64' >$tracing/kprobe_events
  echo 4096 >$tracing/buffer_size_kb
  echo >$tracing/trace
  echo 1 >$tracing/events/bed/opened/enable
  echo 1 >$tracing/events/compaction/mm_compaction_begin/enable
}

# written_knobs: kernel settings that were opened for writing since, sorted, each once; the scenario's own shell and
# what systemd writes for processes and cgroups left out.
written_knobs() {
  grep -v '^#' $tracing/trace | perl -ne '
    next unless /^\s*(.+)-\d+\s.*opened: .*name="([^"]*)" flags=0x([0-9a-f]+)/ && (hex($3) & 3);
    my ($comm, $name) = ($1, $2);
    next if $comm eq "bash" || $name =~ m{^/proc/(\d|self)|^/sys/fs/cgroup};
    print "$name\n" if $name =~ m{^/(proc|sys)/} || ($comm =~ /^fragguard/ && $name !~ m{^/});' | sort -u
}

# opened FILE: it was opened since, by whomever and for whatever; also for files that written_knobs leaves out.
opened() { grep -qF "name=\"$1\"" $tracing/trace; }

# compacted_zones: first page frames of the zones that FragGuard compacted since, as the kernel prints them.
compacted_zones() {
  sed -n 's/^ *fragguard.*mm_compaction_begin: zone_start=\(0x[0-9a-f]*\) .*/\1/p' $tracing/trace | sort -u
}

# first_frames NODE: the first page frames of that node's populated zones, in the same notation.
first_frames() {
  awk -v want="$1," '/^Node/ { node = $2; empty = 0 } $1 == "managed" { empty = $2 == 0 }
    $1 == "start_pfn:" && node == want && !empty { printf "0x%x\n", $2 }' /proc/zoneinfo | sort -u
}
