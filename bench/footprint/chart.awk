# chart.awk: a flat footprint.json to an SVG picture: what a look costs, and what memory it takes to be there.

match($0, /"[^"]+": /) {
	key = substr($0, RSTART + 1, RLENGTH - 4)
	value = substr($0, RSTART + RLENGTH)
	gsub(/^"|",?$|,$/, "", value)
	now[key] = value
	if (key ~ /\.name$/)
		add(value, now_key = substr(key, 1, length(key) - 5), 0)
}

function add(name, key, is_published) {
	label[++rows] = name
	source[rows] = key
	published[rows] = is_published
}

function text(x, y, anchor, style, words) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n", x, y, anchor, style, words
}

function line(x1, y1, x2, y2, style) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, style
}

function bar(x, y, width, height, style) {
	printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\"/>\n", x, y, width, height, style
}

# Where a time in ms stands on the logarithmic axis.
function time_at(ms) {
	return left + width * (log(ms) - log(shortest)) / (log(longest) - log(shortest))
}

function style_of(row) {
	return published[row] ? "published" : source[row] == "fragguard" ? "own" : "other"
}

function draw_times(top,    i, n, ticks, y, x, ms) {
	text(24, top - 34, "start", "head", "CPU time of one look at memory, once a second")
	text(24, top - 15, "start", "note", "milliseconds, wake-up and child processes included; logarithmic")
	n = split("0.05 0.1 0.2 0.5 1 2 5 10", ticks, " ")
	for (i = 1; i <= n; i++) {
		line(time_at(ticks[i]), top, time_at(ticks[i]), top + rows * step, "grid")
		text(time_at(ticks[i]), top + rows * step + 17, "middle", "note", ticks[i])
	}
	for (i = 1; i <= rows; i++) {
		y = top + (i - 0.5) * step
		ms = now[source[i] ".cpu_us_per_tick"] / 1000
		x = time_at(ms < shortest ? shortest : ms > longest ? longest : ms)
		text(left - 12, y + 4, "end", "label", label[i])
		line(left, y, x, y, "stem " style_of(i))
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" class=\"%s\"/>\n", x, y, style_of(i)
		text(x + 12, y + 4, "start", "value", sprintf("%.2f", ms))
	}
}

function draw_memory(top,    i, y, mb, scale, most) {
	text(24, top - 34, "start", "head", "Memory while it waits")
	text(24, top - 15, "start", "note", "MB: resident, and the dark part of it that nothing else shares and that is dirty")
	for (i = 1; i <= rows; i++)
		most = now[source[i] ".rss_kib"] + 0 > most ? now[source[i] ".rss_kib"] + 0 : most
	most = int(most / 1024 / 5 + 1) * 5
	scale = width / most
	for (mb = 0; mb <= most; mb += 5) {
		line(left + mb * scale, top, left + mb * scale, top + rows * step, "grid")
		text(left + mb * scale, top + rows * step + 17, "middle", "note", mb)
	}
	for (i = 1; i <= rows; i++) {
		y = top + (i - 0.5) * step
		mb = now[source[i] ".rss_kib"] / 1024
		text(left - 12, y + 4, "end", "label", label[i])
		bar(left, y - 8, mb * scale, 16, "light " style_of(i))
		bar(left, y - 8, now[source[i] ".private_dirty_kib"] / 1024 * scale, 16, style_of(i))
		text(left + mb * scale + 8, y + 4, "start", "value", sprintf("%.1f", mb))
	}
}

END {
	# adaptivemmd's own published figures; its anonymous memory stands for the private part.
	add("adaptivemmd 2.1.0 *", "adaptivemmd", 1)
	now["adaptivemmd.cpu_us_per_tick"] = 290
	now["adaptivemmd.rss_kib"] = 1925
	now["adaptivemmd.private_dirty_kib"] = 164
	for (i = 1; i <= rows; i++)
		sub(/ [0-9][0-9.+a-z~-]*,/, ",", label[i])
	left = 250
	width = 440
	step = 30
	shortest = 0.05
	longest = 10
	first = 74
	second = first + rows * step + 92
	height = second + rows * step + 66
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" width=\"760\" height=\"%d\" role=\"img\" ", height, height
	print "aria-label=\"CPU time and memory of FragGuard beside what else is run\">"
	print "<style>"
	print "text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #24292f }"
	print ".head { font-size: 16px; font-weight: 600 } .label, .value { font-size: 13px } .note { font-size: 12px; fill: #57606a }"
	print ".value { font-weight: 600 } .grid { stroke: #d8dee4; stroke-width: 1 } .stem { stroke-width: 3; opacity: .45 }"
	print ".own { fill: #0969da; stroke: #0969da } .other { fill: #6e7781; stroke: #6e7781 }"
	print ".published { fill: #ffffff; stroke: #6e7781; stroke-width: 1.5 } rect { stroke: none } rect.published { fill: #afb8c1 }"
	print ".light { opacity: .35 }"
	print "</style>"
	printf "<rect width=\"760\" height=\"%d\" fill=\"#ffffff\"/>\n", height
	draw_times(first)
	draw_memory(second)
	text(24, height - 14, "start", "note", "* published figures, leak detector off, another machine. The others: one run on " machine ".")
	print "</svg>"
}
