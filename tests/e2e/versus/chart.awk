# chart.awk: rows "SITUATION CONTENDER AVAILABLE_PERCENT LOWEST HIGHEST MB_READ", tab between them, to an SVG picture:
# who kept the host usable, and what was read again for it. Rows come in order; the first of a situation opens a group.
BEGIN {
	FS = "\t"
}

{
	rows++
	group[rows] = $1
	label[rows] = $2
	available[rows] = $3
	lowest[rows] = $4
	highest[rows] = $5
	read_mb[rows] = $6
	if (read_mb[rows] > most)
		most = read_mb[rows]
}

function text(x, y, anchor, style, words) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n", x, y, anchor, style, words
}

function bar(x, y, wide, style) {
	printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" rx=\"2\" class=\"%s\"/>\n", x, y, wide, style
}

function line(x1, y1, x2, y2, style) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, style
}

function style_of(row) { return label[row] == "FragGuard" ? "own" : "other" }

END {
	left = 220
	wide = 250
	second = 520
	narrow = 170
	top = 84
	step = 20
	gap = 16
	y = top
	for (row = 1; row <= rows; row++) {
		if (row > 1 && group[row] != group[row - 1])
			y += gap
		at[row] = y
		y += step
	}
	height = y + 50
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" width=\"760\" height=\"%d\" ", height, height
	print "role=\"img\" aria-label=\"How long memory was usable, and what was read from disk, by contender\">"
	print "<style>"
	print "text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #24292f }"
	print ".head { font-size: 16px; font-weight: 600 } .label, .value { font-size: 12px } .note { font-size: 12px; fill: #57606a }"
	print ".value, .group { font-weight: 600 } .group { font-size: 12px } .grid { stroke: #d8dee4; stroke-width: 1 }"
	print ".own { fill: #0969da } .other { fill: #8c959f } .range { stroke: #24292f; stroke-width: 1.5 }"
	print "</style>"
	printf "<rect width=\"760\" height=\"%d\" fill=\"#ffffff\"/>\n", height
	text(24, 30, "start", "head", title)
	text(left, 56, "start", "note", "seconds with 64 blocks of order 4, %")
	text(second, 56, "start", "note", "read from disk, MB")
	for (share = 0; share <= 100; share += 25) {
		line(left + share * wide / 100, top - 8, left + share * wide / 100, y, "grid")
		text(left + share * wide / 100, y + 16, "middle", "note", share)
	}
	for (row = 1; row <= rows; row++) {
		if (group[row] != group[row - 1])
			text(24, at[row] + 12, "start", "group", group[row])
		text(left - 10, at[row] + 12, "end", "label", label[row])
		bar(left, at[row], available[row] * wide / 100, style_of(row))
		if (highest[row] > lowest[row])
			line(left + lowest[row] * wide / 100, at[row] + 7, left + highest[row] * wide / 100, at[row] + 7, "range")
		text(left + wide + 6, at[row] + 12, "start", "value", available[row])
		bar(second + 24, at[row], most ? read_mb[row] * narrow / most : 0, style_of(row))
		text(second + 30 + (most ? read_mb[row] * narrow / most : 0), at[row] + 12, "start", "value", read_mb[row])
	}
	text(24, height - 12, "start", "note", "Medians of " runs " runs, and lowest to highest.")
	print "</svg>"
}
