// farm.js PORT COUNT FILE: serves FILE, one guard's metrics, as COUNT targets below /N/metrics. Values of gauges move a
// little from scrape to scrape and counters grow, as they do in a fleet.
"use strict";
const fs = require("fs");
const http = require("http");

const [port, count, file] = process.argv.slice(2);
const types = new Map();
const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n").map((line) => {
  const [, name, type] = line.match(/^# TYPE (\w+) (\w+)/) ?? [];
  if (name) types.set(name, type);
  const [, series, value] = line.match(/^([^#].*) (\S+)$/) ?? [];
  return series ? { series, value: Number(value), type: types.get(series.match(/^\w+/)[0]) } : { line };
});
const fixed = /_(up|info|dry_run|readable|successful|breached|open|exhausted|diagnosis|flagged|tuned)\b/;
http.createServer((request, response) => {
  const target = Number(request.url.split("/")[1]);
  if (!(target < Number(count))) {
    response.writeHead(404).end();
    return;
  }
  const now = Date.now() / 1000;
  const age = now % 86400;
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  response.end(lines.map(({ line, series, value, type }) => {
    if (line !== undefined) return line;
    if (/last_look/.test(series)) return `${series} ${now.toFixed(0)}`;
    if (fixed.test(series) || value === 0) return `${series} ${value}`;
    const moved = type === "counter" ? value + Math.floor(age / 60)
      : Math.round(value * (1 + 0.02 * Math.sin(age / 60 + target)));
    return `${series} ${moved}`;
  }).join("\n") + "\n");
}).listen(Number(port), "127.0.0.1");
