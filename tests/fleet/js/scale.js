// scale.js PROMETHEUS TARGETS SECONDS: what a Prometheus spends on TARGETS guards, measured over SECONDS by its own
// metrics, as the rows of a table.
"use strict";

const [server, targets, seconds] = process.argv.slice(2);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time * 1000));

/** The server's own metrics: sums by name. */
async function own() {
  const sums = {};
  for (const line of (await (await fetch(`${server}/metrics`)).text()).split("\n")) {
    const [, name, value] = line.match(/^(\w+)(?:\{.*\})? (\S+)$/) ?? [];
    if (name) sums[name] = (sums[name] ?? 0) + Number(value);
  }
  return sums;
}
async function ask(query) {
  const { data } = await (await fetch(`${server}/api/v1/query?query=${encodeURIComponent(query)}`)).json();
  return Number(data.result[0]?.value[1] ?? NaN);
}

const rules = "sum(prometheus_rule_group_last_duration_seconds)";

async function main() {
  const began = Date.now();
  while (await ask('count(up{job="guards"} == 1)') !== Number(targets)) {
    if (Date.now() - began > 180e3) throw new Error(`only ${await ask('count(up{job="guards"} == 1)')} targets are up`);
    await pause(2);
  }
  await pause(30);
  const before = await own();
  await pause(Number(seconds));
  const after = await own();
  const rate = (name) => (after[name] - before[name]) / Number(seconds);
  const rows = [
    ["targets", targets],
    ["series of a guard, with Prometheus' own five", await ask('max(scrape_samples_scraped{job="guards"}) + 5')],
    ["series in the head", after.prometheus_tsdb_head_series],
    ["samples a second", rate("prometheus_tsdb_head_samples_appended_total").toFixed(0)],
    ["processor time, of one core", `${(100 * rate("process_cpu_seconds_total")).toFixed(1)} %`],
    ["resident memory", `${(after.process_resident_memory_bytes / 2 ** 20).toFixed(0)} MiB`],
    ["evaluating all rules once", `${(1000 * await ask(rules)).toFixed(0)} ms`],
    ["a scrape, median", `${(1000 * await ask('quantile(0.5, scrape_duration_seconds{job="guards"})')).toFixed(1)} ms`],
  ];
  rows.forEach(([what, value]) => console.log(`| ${what} | ${value} |`));
}
main().catch((fault) => {
  console.log(fault.message);
  process.exit(1);
});
