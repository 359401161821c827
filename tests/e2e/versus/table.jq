# table.jq: runs.json as Markdown. $part is all, versus, prevention, variants, or readme.

def contenders: ["kernel", "script", "script-1", "load-script", "fragguard"];
def modes: ["anon", "anon-rhel", "cache", "cache-rhel", "pipe", "pin", "calm", "calm-cache", "churn", "load"];
def situations: {
  anon: "movable memory in pieces", "anon-rhel": "movable memory in pieces, no proactive compaction",
  cache: "page cache in pieces", "cache-rhel": "page cache in pieces, no proactive compaction",
  pipe: "half of memory unmovable", pin: "pinned pages", calm: "nothing is wrong", "calm-cache": "page cache under pressure",
  churn: "a busy host", load: "a file larger than memory is streamed" };
def names: {
  kernel: "kernel alone", script: "script", "script-1": "script, page cache only", "load-script": "script of each second",
  fragguard: "**FragGuard**" };

def linux: .kernel | split(".")[:2] | join(".");
def place(list): . as $item | list | index($item) // length;
def median: sort | if length == 0 then null else .[(length - 1) / 2 | floor] end;
def of(path): map(path) | map(select(. != null));
# What suits the mode: blocks of 64 KiB, or of 2 MiB while a model is loaded.
def blocks: if .mode == "load" then .order9 else .order4 end;
def tenths: (. / 10 | tostring | if test("\\.") then . else . + ".0" end);
def seconds(milliseconds): milliseconds / 100 | round | tenths;
def spread(path): of(path) | "\(median)" + (if min != max then " (\(min)–\(max))" else "" end);
def availability: map(blocks.permille) | "\(median | tenths) %" +
  (if min != max then " (\(min | tenths)–\(max | tenths))" else "" end);
def shares: "\(median | tenths) %" + if min != max then " (\(min | tenths)–\(max | tenths))" else "" end;
# Some run never got there: said, since a median of the others would hide it.
def usable: map(blocks.usable_after_s) |
  if all(. == null) then "never" elif any(. == null) then "\(map(select(. != null)) | length) of \(length) runs"
  else "\(map(round) | median) s" end;

def rows(key): group_by(key) | sort_by([(.[0] | linux | split(".") | map(tonumber)), (.[0].mode | place(modes)),
  (.[0].contender | place(contenders)), .[0].contender]);
def row: "| \(.[0] | linux) | `\(.[0].mode)` | \(names[.[0].contender] // "`\(.[0].contender)`") | \(length) | " +
  "\(availability) | \(usable) | \(spread(.read_mb)) | \(spread(.moved_pages)) | \(spread(.drops)) | " +
  "\(spread(.writes)) | \(seconds(of((.memory_some_us + .io_some_us) / 1000) | median)) | " +
  "\(seconds(of(.cpu_ms) | median)) |";
def head: "| Linux | situation | contender | runs | available | usable after | MB read | pages moved | drops | " +
  "settings written | stalled, s | its CPU, s |",
  "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

def known: .contender | IN(contenders[]);
def versus: map(select(known and .mode != "churn")) | head, (rows([linux, .mode, .contender])[] | row);
def variants: map(select((known or (.contender | test("="))) | not)) | head, (rows([linux, .mode, .contender])[] | row);

# Rows in which the product is not first within a point, or costs most.
def verdict: map(select(known and .mode != "churn")) | [group_by([linux, .mode])[] |
    {name: "\(.[0].mode) on \(.[0] | linux)", by: (group_by(.contender) | map({key: .[0].contender, value: {
      available: (of(blocks.permille) | median), read: (of(.read_mb) | median), moved: (of(.moved_pages) | median),
      writes: (of(.writes) | median) }}) | from_entries)} | select((.by | length) > 1 and .by.fragguard)] |
  "\(length) rows have FragGuard and another. Not first within a point: " +
  ([.[] | select(.by.fragguard.available + 10 < (.by | map(.available) | max)) | .name] | join(", ") |
    if . == "" then "none" else . end) + ". Most read: " +
  ([.[] | select(.by.fragguard.read > (.by | del(.fragguard) | map(.read) | max) * 1.02 + 2) | .name] | join(", ") |
    if . == "" then "none" else . end) + ". Most pages moved: " +
  ([.[] | select(.by.fragguard.moved > (.by | del(.fragguard) | map(.moved) | max) * 1.02 + 100) | .name +
    if .by.fragguard.writes == 0 then " (by the kernel itself: FragGuard wrote nothing)" else "" end] | join(", ") | if . == "" then "none" else . end) + ". Settings written in calm rows: " +
  ([.[] | select(.name | startswith("calm")) | .by.fragguard.writes] | add // 0 | tostring) + ".";

def prevention: map(select(.mode == "churn")) |
  "| Linux | minutes | setting | runs | order 4, median | fewest | order 9, median | fewest | seconds with 32 | " +
    "pages moved | stalls | stalled, s | kernel CPU, s | of it kcompactd, kswapd | read again, MB |",
  "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
  (rows([linux, .seconds, .contender])[] | "| \(.[0] | linux) | \(.[0].seconds / 15 | round) | " +
    "\(names[.[0].contender] // "`\(.[0].contender)`") | " +
    "\(length) | \(of(.order4.median) | median) | \(of(.order4.fewest) | median) | \(of(.order9.median) | median) | " +
    "\(of(.order9.fewest) | median) | \(map(.order9.permille) | shares) | \(of(.moved_pages) | median) | " +
    "\(of(.counters.compact_stall + .allocstall) | median) | \(seconds(of(.memory_some_us / 1000) | median)) | " +
    "\(seconds(of(.system_ms) | median)) | \(seconds(of(.threads_ms) | median)) | \(of(.counters.workingset_refault_file) | median * 4 / 1024 | round) |");

# The README's: a column for each contender; only where the kernel does not mend itself.
def readme: map(select(known and .mode != "churn" and .contender != "load-script" and .mode != "load")) |
  "| 15 min | kernel alone | script | FragGuard |", "|---|---:|---:|---:|",
  (rows([linux, .mode]) | map(select(map(select(.contender == "kernel")) | length > 0 and
      (of(.order4.permille) | median < 990)))[] | . as $runs |
    "| Linux \(.[0] | linux), `\(.[0].mode)`: \(situations[.[0].mode]) | " +
    (["kernel", "script", "fragguard"] | map(. as $one | $runs | map(select(.contender == $one)) |
      if length == 0 then "not run" else "\(of(.order4.permille) | median | tenths) %, \(of(.read_mb) | median) MB, " +
        "\(of(.moved_pages) | median) moved" end) | join(" | ")) + " |");

if $part == "readme" then readme
elif $part == "prevention" then prevention
elif $part == "variants" then variants
elif $part == "versus" then versus, "", verdict
else
  "# FragGuard beside what is used instead", "",
  "Made by `tests/e2e/versus/collect.sh` of [runs.json](runs.json); `tests/e2e/versus.sh` says how each run is made.",
  "Medians, and lowest and highest where runs differ. *Available*: share of seconds with at least 64 blocks of order 4",
  "(in `load`: 32 of order 9). *MB read*: from disk, of everybody. *Stalled*: PSI some, memory and I/O. *Settings",
  "written*: files of memory management that anybody opened for writing.", "",
  versus, "", verdict, "",
  (if any(.mode == "churn") then "## What settings are worth on a busy host (`churn`)", "",
    "The kernel alone, with one setting from boot on; *minutes* of a busy host, four of which are one here. *Seconds",
    "with 32*: share of seconds with at least 32 blocks of order 9. *Stalls*: direct",
    "compaction and reclaim. *Read again*: cache that reclaim had taken.", "",
    prevention, "" else empty end),
  (if any(known | not) then "## FragGuard with other files", "",
    "Each is in [files](files), by its name.", "", variants else empty end)
end
