# table.awk: `tree zones c-ns fragguard-ns` lines to a Markdown table and, in the file that the variable json names, to JSON.

function insert(list, value,    n, i) {
	n = ++size[list]
	for (i = n; i > 1 && value_of[list, i - 1] > value; i--)
		value_of[list, i] = value_of[list, i - 1]
	value_of[list, i] = value
}

function at(list, share) {
	return value_of[list, int(share * (size[list] - 1) + 0.5) + 1]
}

function span(list, format) {
	return sprintf(format " / " format " / " format, at(list, 0), at(list, 0.5), at(list, 1))
}

!($1 in zones) { order[++trees] = $1 }
{
	zones[$1] = $2
	insert($1 " c", $3 + 0)
	insert($1 " guard", $4 + 0)
	insert($1 " ratio", $4 / $3)
}

END {
	print "| tree | zones | C | FragGuard | ratio | best |"
	print "|---|---:|---:|---:|---:|---:|"
	printf "{\n" > json
	for (i = 1; i <= trees; i++) {
		tree = order[i]
		best = at(tree " guard", 0) / at(tree " c", 0)
		printf "| %s | %d | %s | %s | %s | %.2f |\n", tree == "live" ? "/proc of this machine" : "captured", zones[tree],
			span(tree " c", "%d"), span(tree " guard", "%d"), span(tree " ratio", "%.2f"), best
		printf "  \"%s.c_ns\": %d,\n  \"%s.fragguard_ns\": %d,\n  \"%s.ratio_min\": %.3f,\n  \"%s.ratio_median\": %.3f,\n  \"%s.ratio_max\": %.3f,\n  \"%s.ratio_best\": %.3f,\n",
			tree, at(tree " c", 0), tree, at(tree " guard", 0), tree, at(tree " ratio", 0), tree, at(tree " ratio", 0.5),
			tree, at(tree " ratio", 1), tree, best > json
	}
	growth = at("64 guard", 0) / at("8 guard", 0)
	printf "  \"growth_8_to_64\": %.2f\n}\n", growth > json
	printf "\n64 zones cost %.1f times what 8 cost (C: %.1f times).\n", growth, at("64 c", 0) / at("8 c", 0)
}
