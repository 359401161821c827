// openmetrics.js DIRECTORY: scrapes of one guard, each a file whose name is the uptime in seconds, as one OpenMetrics
// text with times, for promtool's backfill. The guard's own clock says what an uptime is in wall time. On standard
// error: the first and the last time.
"use strict";
const fs = require("fs");
const path = require("path");

const [directory] = process.argv.slice(2);
const scrapes = fs.readdirSync(directory).sort((a, b) => a - b)
  .map((name) => [Number(name), fs.readFileSync(path.join(directory, name), "utf8")]);
const look = "fragguard_last_look_timestamp_seconds";
const [uptime, first] = scrapes.find(([, text]) => text.includes(`\n${look} `));
const base = Number(first.match(new RegExp(`^${look} (\\S+)$`, "m"))[1]) - uptime;

const families = new Map();
for (const [at, text] of scrapes) {
  for (const line of text.split("\n")) {
    const [, name, labels = "", value] = line.match(/^(\w+)(?:\{(.*)\})? (\S+)$/) ?? [];
    if (!name) continue;
    const series = `${name}{instance="guest",job="fragguard"${labels ? "," + labels : ""}}`;
    if (!families.has(name)) families.set(name, new Map());
    const family = families.get(name);
    if (!family.has(series)) family.set(series, []);
    family.get(series).push(`${series} ${value} ${(base + at).toFixed(3)}`);
  }
}
for (const family of families.values()) {
  for (const points of family.values()) console.log(points.join("\n"));
}
console.log("# EOF");
console.error(`${Math.ceil(base + scrapes[0][0])} ${Math.floor(base + scrapes.at(-1)[0])}`);
