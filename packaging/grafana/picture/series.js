// series.js: what a dashboard's panel asks a Prometheus for, and how Grafana would word it.
"use strict";

const COLOURS = ["#3274d9", "#e0752d", "#37872d", "#a352cc", "#c4162a", "#1a7f8e", "#b08900", "#5b6675"];

/** Asks for a range; a list of {metric, points: [[seconds, value]]}. */
exports.range = async (server, expr, { start, end, step }) => {
  const query = new URLSearchParams({ query: expr, start, end, step });
  const answer = await (await fetch(`${server}/api/v1/query_range?${query}`)).json();
  if (answer.status !== "success") throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result.map(({ metric, values }) =>
    ({ metric, points: values.map(([time, value]) => [time, Number(value)]) }));
};
/** Asks for one moment; a list of {metric, value}. */
exports.instant = async (server, expr, time) => {
  const answer = await (await fetch(`${server}/api/v1/query?${new URLSearchParams({ query: expr, time })}`)).json();
  if (answer.status !== "success") throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
};

exports.colour = (index) => COLOURS[index % COLOURS.length];
exports.legend = (format, metric) => format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? "");
exports.escape = (text) => String(text).replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);

/** A value as Grafana words it in this unit. */
exports.word = (value, unit) => {
  const short = (number, digits = 3) => String(Number(number.toPrecision(digits)));
  const scaled = (base, units) => {
    const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.abs(value) || 1) / Math.log(base))));
    return `${short(value / base ** power)}${units[power]}`;
  };
  switch (unit) {
    case "bytes": return scaled(1024, [" B", " KiB", " MiB", " GiB", " TiB"]);
    case "short": return scaled(1000, ["", " K", " Mil"]);
    case "percentunit": return `${short(value * 100)}%`;
    case "s": return value < 1 && value > 0 ? `${short(value * 1000)} ms` : `${short(value)} s`;
    default: return short(value);
  }
};
