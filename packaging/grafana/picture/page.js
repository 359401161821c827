// page.js SERVER DASHBOARD START END STEP VARIABLE=VALUE...: prints a page with the dashboard's panels, drawn from what
// that Prometheus has between these two times (seconds), so that a browser can make a picture where no Grafana is.
"use strict";
const fs = require("fs");
const panels = require("./panels.js");
const { escape, range } = require("./series.js");

const CELL = 66, ROW = 30;
const [server, file, ...numbers] = process.argv.slice(2);
const [start, end, step] = numbers.slice(0, 3).map(Number);
const variables = Object.fromEntries(numbers.slice(3).map((each) => each.split("=")));
const dashboard = JSON.parse(fs.readFileSync(file, "utf8"));
const resolve = (expr) => expr.replace(/\$(\w+)/g, (whole, name) => variables[name] ?? whole);

/** Annotations: bands for as long as an expression holds, lines at the times that are its values. */
async function marks() {
  const all = [];
  for (const { expr, iconColor, useValueForTime } of dashboard.annotations.list) {
    const fill = { red: "#c4162a", orange: "#e0752d", blue: "#3274d9" }[iconColor];
    for (const { points } of await range(server, resolve(expr), { start, end, step })) {
      if (useValueForTime) {
        for (const time of new Set(points.map(([, value]) => value / 1000))) {
          if (time > start) all.push({ from: time, colour: fill, line: true });
        }
        continue;
      }
      let from = null, last = null;
      for (const [time] of [...points, [Infinity]]) {
        if (last !== null && time - last > step * 1.5) {
          all.push({ from, to: last + step, colour: fill });
          from = null;
        }
        from ??= time;
        last = time;
      }
    }
  }
  return all;
}

async function main() {
  const annotations = await marks();
  const parts = [];
  let bottom = 0;
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    bottom = Math.max(bottom, (y + h) * ROW);
    const box = `left:${x * CELL}px;top:${y * ROW}px;width:${w * CELL - 8}px;height:${h * ROW - 8}px`;
    if (panel.type === "row") {
      parts.push(`<div class="row" style="${box}">${escape(panel.title)}</div>`);
      continue;
    }
    const size = { width: w * CELL - 10, height: h * ROW - 10 };
    const body = await panels[panel.type](panel, { server, start, end, step, resolve, marks: annotations, ...size });
    parts.push(`<div class="panel" style="${box}"><svg width="${size.width}" height="${size.height}">
      <text x="10" y="19" class="title">${escape(panel.title)}</text>${body}</svg></div>`);
  }
  console.log(`<!doctype html><meta charset="utf-8"><title>${escape(dashboard.title)}</title><style>
    body { margin: 0; background: #f4f5f5; font: 12px "DejaVu Sans", sans-serif; }
    main { position: relative; margin: 8px; width: ${24 * CELL}px; height: ${bottom}px; }
    .panel { position: absolute; background: #fff; border: 1px solid #dcdcdc; border-radius: 2px; overflow: hidden; }
    .row { position: absolute; font-weight: bold; padding: 6px; }
    .title { font-weight: bold; } .tick { font-size: 10.5px; fill: #6b6b6b; } .figure { font-size: 24px; }
    </style><main>${parts.join("\n")}</main>`);
}
main().catch((fault) => {
  console.error(fault.message);
  process.exit(1);
});
