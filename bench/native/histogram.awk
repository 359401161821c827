# histogram.awk: the JSON of one measure to its quantiles and a histogram in text.

function number(key) {
	return match($0, "\"" key "\":[0-9]+") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0 : 0
}

{
	printf "%d rounds: min %.2f, p50 %.2f, p90 %.2f, p99 %.2f, max %.2f ms\n\n```\n", number("rounds"), number("min_us") / 1000,
		number("p50_us") / 1000, number("p90_us") / 1000, number("p99_us") / 1000, number("max_us") / 1000
	text = substr($0, index($0, "\"histogram\":[") + 13)
	for (bars = 0; match(text, /\[[0-9]+,[0-9]+\]/); text = substr(text, RSTART + RLENGTH)) {
		split(substr(text, RSTART + 1, RLENGTH - 2), bar, ",")
		bound[++bars] = bar[1]
		count[bars] = bar[2]
		most = bar[2] > most ? bar[2] : most
	}
	for (i = 1; i <= bars; i++) {
		line = sprintf("<= %8.2f ms %6d ", bound[i] / 1000, count[i])
		for (n = 0; n < count[i] * 60 / most; n++)
			line = line "#"
		print line
	}
	print "```"
}
