# tidy.awk: what scdoc writes, without its empty paragraphs (mandoc warns of them) and without hyphens that would break
# the names of fields and keys at the end of a line (man-db's .TH turns hyphenation on again).
/^\.P$/ { paragraph = 1; next }
/^\.RE$/ { print; next }
paragraph && !/^\.(SH|SS|RS|TS)/ && !below_title { print ".P" }
{ paragraph = 0; below_title = /^\.(SH|SS)/; print }
/^\.TH / { print ".nh" }
