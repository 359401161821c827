# table.awk: two flat JSON files, that of an earlier run (it may be empty) and that of this one, to Markdown tables.

{
	line = $0
	if (match(line, /"[^"]+": /)) {
		key = substr(line, RSTART + 1, RLENGTH - 4)
		value = substr(line, RSTART + RLENGTH)
		gsub(/[",]/, "", value)
		if (FILENAME == ARGV[1]) {
			before[key] = value
		} else {
			now[key] = value
			if (key ~ /\.name$/)
				program[++programs] = substr(key, 1, length(key) - 5)
		}
	}
}

# What the number is, where it stands, what it is divided by for the table, its format and its target; 0 for none.
function row(what, key, unit, format, target,    shown, verdict, change) {
	if (!(key in now))
		return
	shown = sprintf(format, now[key] / unit)
	verdict = target == "" ? "" : target (now[key] / unit <= target + 0 ? "" : " (missed)")
	change = (key in before) ? sprintf(format, before[key] / unit) : ""
	printf "| %s | %s | %s | %s |\n", what, shown, verdict, change
}

END {
	print "| FragGuard | now | target | committed before |"
	print "|---|---:|---:|---:|"
	row("CPU time a look, wake-up included, ms", "fragguard.cpu_us_per_tick", 1000, "%.3f", "0.15")
	row("wake-ups a second", "fragguard.wakeups_per_second", 1, "%.1f", "")
	row("system calls a look, the wait included", "fragguard.syscalls_per_tick", 1, "%.1f", "4")
	row("resident memory, MB", "fragguard.rss_kib", 1024, "%.2f", "8")
	row("proportional share (PSS), MB", "fragguard.pss_kib", 1024, "%.2f", "")
	row("private dirty memory, MB", "fragguard.private_dirty_kib", 1024, "%.2f", "3.5")
	row("growth of resident memory while live, KiB", "fragguard.rss_growth_kib", 1, "%d", "")
	row("threads", "fragguard.threads", 1, "%d", "")
	row("descriptors", "fragguard.descriptors", 1, "%d", "")
	row("exec to READY=1, median, ms", "ready_us.p50", 1000, "%.1f", "20")
	row("exec to READY=1, slowest tenth, ms", "ready_us.p90", 1000, "%.1f", "")
	row("SIGTERM to the end, median, ms", "stop_us.p50", 1000, "%.1f", "2000")
	row("soak: bytes allocated", "soak.allocated_bytes", 1, "%d", "")
	row("soak: collections", "soak.collections", 1, "%d", "0")
	now["soak.growth"] = now["soak.rss_after_kib"] - now["soak.rss_before_kib"]
	now["soak.leak"] = now["soak.descriptors_after"] - now["soak.descriptors_before"]
	row("soak: growth of resident memory, KiB", "soak.growth", 1, "%d", "64")
	row("soak: growth of descriptors", "soak.leak", 1, "%d", "0")
	row("executable, MB", "size.executable_bytes", 1048576, "%.2f", "7")
	row("deb package, MB", "size.deb_bytes", 1048576, "%.2f", "3")

	print ""
	print "| at one look a second | CPU time, ms | wake-ups | RSS, MB | private dirty, MB | threads | executable, MB |"
	print "|---|---:|---:|---:|---:|---:|---:|"
	for (i = 1; i <= programs; i++) {
		p = program[i]
		printf "| %s | %.3f | %.1f | %.2f | %.2f | %d | %.2f |\n", now[p ".name"], now[p ".cpu_us_per_tick"] / 1000,
			now[p ".wakeups_per_second"], now[p ".rss_kib"] / 1024, now[p ".private_dirty_kib"] / 1024, now[p ".threads"],
			now[p ".executable_bytes"] / 1048576
	}
	print "| adaptivemmd 2.1.0, leak detector off (published figures, another machine) | 0.290 | | 1.88 | 0.16 (anonymous) | 1 | 0.04 |"
	print "| adaptivemmd 2.1.0 as shipped, 24 GB (published figures, another machine) | 1428 | | 1.98 | | 1 | 0.04 |"
}
