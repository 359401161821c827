// panels.js: Grafana's panels as SVG, as far as our dashboards use them: stat, timeseries, heatmap, state-timeline.
"use strict";
const { colour, escape, instant, legend, range, word } = require("./series.js");

const LEFT = 62, RIGHT = 16, TOP = 30, BOTTOM = 52;
const GREY = "#8e8e8e", GRID = "#e6e6e6", TEXT = "#3b3b3b";
const text = (x, y, words, extra = "") => `<text x="${x}" y="${y}" ${extra}>${escape(words)}</text>`;

/** A round step of at least so much: 1, 2, 2.5 or 5 of a power of ten, or of two for bytes. */
function pace(least, unit) {
  if (unit === "bytes") return 2 ** Math.ceil(Math.log2(least));
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 2.5, 5, 10].find((each) => each * power >= least);
}
/** Axes, ticks of time, and the functions that place a moment and a value. */
function frame({ width, height, start, end, low, high, unit, marks }) {
  const x = (time) => LEFT + (time - start) / (end - start) * (width - LEFT - RIGHT);
  const y = (value) => height - BOTTOM - (value - low) / (high - low || 1) * (height - TOP - BOTTOM);
  const parts = [];
  for (const { from, to, colour: fill, line } of marks) {
    parts.push(line
      ? `<line x1="${x(from)}" x2="${x(from)}" y1="${TOP}" y2="${height - BOTTOM}" stroke="${fill}"
          stroke-dasharray="3 2"/>`
      : `<rect x="${x(from)}" y="${TOP}" width="${Math.max(1, x(to) - x(from))}" height="${height - TOP - BOTTOM}"
          fill="${fill}" opacity="0.13"/>`);
  }
  if (unit !== undefined) {
    for (let value = low; value <= high; value += pace((high - low) / 4, unit)) {
      parts.push(`<line x1="${LEFT}" x2="${width - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="${GRID}"/>`,
        text(LEFT - 6, y(value) + 4, word(value, unit), 'text-anchor="end" class="tick"'));
    }
  }
  const minutes = Math.max(1, Math.round((end - start) / 60 / 6));
  for (let time = Math.ceil(start / 60) * 60; time < end; time += minutes * 60) {
    const clock = new Date(time * 1000).toISOString().slice(11, 16);
    parts.push(text(x(time), height - BOTTOM + 16, clock, 'text-anchor="middle" class="tick"'));
  }
  return { x, y, parts };
}
/** Names with their colours below a panel, in two lines. */
function names(entries, width, height) {
  let at = LEFT - 40, y = height - 24;
  return entries.map(([name, stroke]) => {
    const room = 26 + name.length * 6.6;
    if (at + room > width) {
      at = LEFT - 40;
      y += 15;
    }
    const part = `<rect x="${at}" y="${y}" width="12" height="3" fill="${stroke}"/>` +
      text(at + 16, y + 5, name, 'class="tick"');
    at += room;
    return part;
  }).join("");
}

/** One figure, coloured by its threshold, worded by its mapping. */
exports.stat = async (panel, { server, end, width, height, resolve }) => {
  const [target] = panel.targets;
  const [found] = await instant(server, resolve(target.expr), end);
  const { unit, thresholds, mappings = [] } = panel.fieldConfig.defaults;
  if (!found) return text(width / 2, height / 2 + 14, "No data", `text-anchor="middle" class="figure" fill="${GREY}"`);
  const mapped = mappings.map((each) => each.options[String(found.value)]).find(Boolean);
  const step = thresholds.steps.filter((each) => each.value === null || found.value >= each.value).at(-1);
  const fill = { green: "#37872d", red: "#c4162a", orange: "#e0752d" }[mapped?.color ?? step.color] ?? TEXT;
  const name = panel.options.textMode === "value_and_name" ? ` ${legend(target.legendFormat, found.metric)}` : "";
  return text(width / 2, height / 2 + 18, (mapped?.text ?? word(found.value, unit)) + name,
    `text-anchor="middle" class="figure" fill="${fill}"`);
};

/** Lines or bars, stacked or not, a dashed line for what an override dashes. */
exports.timeseries = async (panel, { server, start, end, step, width, height, resolve, marks }) => {
  const { unit, max, custom, thresholds } = panel.fieldConfig.defaults;
  const all = [];
  for (const target of panel.targets) {
    const own = (panel.fieldConfig.overrides ?? []).filter((each) => each.matcher.options === target.refId)
      .flatMap((each) => each.properties);
    const fixed = own.find((each) => each.id === "color")?.value.fixedColor;
    for (const { metric, points } of await range(server, resolve(target.expr), { start, end, step })) {
      const dashed = own.some((each) => each.id.endsWith("lineStyle"));
      all.push({ name: legend(target.legendFormat, metric), points, dashed, stroke: fixed ?? colour(all.length) });
    }
  }
  if (all.length === 0) {
    return text(width / 2, height / 2, "No data", `text-anchor="middle" class="title" fill="${GREY}"`);
  }
  const base = new Map();
  const stacked = custom.stacking.mode === "normal";
  for (const line of all) {
    line.bottoms = line.points.map(([time, value]) => {
      const bottom = stacked ? base.get(time) ?? 0 : 0;
      base.set(time, bottom + value);
      return bottom;
    });
  }
  const tops = all.flatMap((line) => line.points.map(([, value], at) => line.bottoms[at] + value));
  const high = max ?? (Math.max(...tops) * 1.08 || 1);
  const { x, y, parts } = frame({ width, height, start, end, low: 0, high, unit, marks });
  const bar = Math.max(1, x(start + step) - x(start) - 0.5);
  for (const { points, bottoms, stroke, dashed } of all) {
    if (custom.drawStyle === "bars") {
      points.forEach(([time, value], at) => value > 0 && parts.push(`<rect x="${x(time) - bar / 2}" width="${bar}"
        y="${y(bottoms[at] + value)}" height="${y(bottoms[at]) - y(bottoms[at] + value)}" fill="${stroke}"/>`));
      continue;
    }
    const path = points.map(([time, value], at) => `${x(time).toFixed(1)},${y(bottoms[at] + value).toFixed(1)}`);
    if (!dashed && points.length) {
      const floor = points.map(([time], at) => `${x(time).toFixed(1)},${y(bottoms[at]).toFixed(1)}`).reverse();
      parts.push(`<polygon points="${path.concat(floor).join(" ")}" fill="${stroke}"
        opacity="${stacked ? 0.35 : 0.08}"/>`);
    }
    parts.push(`<polyline points="${path.join(" ")}" fill="none" stroke="${stroke}" stroke-width="1.6"
      ${dashed ? 'stroke-dasharray="8 4"' : ""}/>`);
  }
  for (const { value } of custom.thresholdsStyle ? thresholds.steps : []) {
    if (value && value < high) {
      parts.push(`<line x1="${LEFT}" x2="${width - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#c4162a"/>`);
    }
  }
  return parts.join("") + names(all.map(({ name, stroke }) => [name, stroke]), width, height);
};

/** One row a series, by its number; the brighter the more. */
exports.heatmap = async (panel, { server, start, end, step, width, height, resolve }) => {
  const [target] = panel.targets;
  const rows = (await range(server, resolve(target.expr), { start, end, step }))
    .map(({ metric, points }) => ({ order: Number(legend(target.legendFormat, metric)), points }))
    .sort((a, b) => a.order - b.order);
  const { x, parts } = frame({ width, height, start, end, low: 0, high: 1, marks: [] });
  const most = Math.max(1, ...rows.flatMap(({ points }) => points.map(([, value]) => value)));
  const tall = (height - TOP - BOTTOM) / Math.max(1, rows.length), wide = x(start + step) - x(start) + 0.5;
  rows.forEach(({ order, points }, at) => {
    const top = height - BOTTOM - (at + 1) * tall;
    parts.push(text(LEFT - 6, top + tall / 2 + 4, order, 'text-anchor="end" class="tick"'));
    for (const [time, value] of points) {
      const share = (value / most) ** 0.3;
      if (value > 0) parts.push(`<rect x="${x(time)}" y="${top}" width="${wide}" height="${tall - 1}"
        fill="hsl(${270 - 210 * share} 70% ${30 + 35 * share}%)"/>`);
    }
  });
  return parts.join("");
};

/** One bar a series, for as long as it is there. */
exports["state-timeline"] = async (panel, { server, start, end, step, width, height, resolve, marks }) => {
  const [target] = panel.targets;
  const rows = await range(server, resolve(target.expr), { start, end, step });
  const { x, parts } = frame({ width, height, start, end, low: 0, high: 1, marks });
  const tall = (height - TOP - BOTTOM) / Math.max(1, rows.length);
  rows.forEach(({ metric, points }, at) => {
    for (const [time] of points) {
      parts.push(`<rect x="${x(time)}" y="${TOP + at * tall + tall * 0.1}" width="${x(start + step) - x(start) + 0.5}"
        height="${tall * 0.8}" fill="#e0752d" opacity="0.75"/>`);
    }
    parts.push(text(LEFT + 6, TOP + at * tall + tall / 2 + 4, legend(target.legendFormat, metric), 'class="tick"'));
  });
  return parts.join("");
};
