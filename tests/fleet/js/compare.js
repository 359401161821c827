// compare.js PROMETHEUS BINARY FIXTURES TARGETS: for each captured tree, what Prometheus has recorded equals what
// `status --json` says of it: suitable blocks of order 4 and free pages by our rules over node_buddyinfo_blocks, and
// the product's own metrics.
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");

const [server, binary, fixtures, targets] = process.argv.slice(2);
const trees = fs.readFileSync(targets, "utf8").trim().split("\n").map((line) => line.replace(/ \d+$/, ""));

/** A query's result as "instance node zone [watch]" to its value. */
async function ask(query) {
  const answer = await (await fetch(`${server}/api/v1/query?query=${encodeURIComponent(query)}`)).json();
  return new Map(answer.data.result.map(({ metric, value }) =>
    [[metric.instance, metric.node, metric.zone, metric.watch].filter((part) => part !== undefined).join(" "),
      Number(value[1])]));
}
async function settled() {
  for (let tries = 0; tries < 60; tries++) {
    const suitable = await ask("instance_node_zone:node_buddyinfo_free_pages:sum");
    const instances = new Set([...suitable.keys()].map((key) => key.split(" ")[0]));
    const own = new Set([...(await ask("fragguard_zone_free_bytes")).keys()].map((key) => key.split(" ")[0]));
    if (instances.size === trees.length && own.size === trees.length) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const up = await ask("up == 0 or node_textfile_scrape_error == 1");
  throw new Error(`not all trees arrived within a minute; down or in error: ${[...up.keys()].join(", ") || "none"}`);
}

async function compare() {
  const series = {
    suitable: await ask("instance_node_zone:node_buddyinfo_suitable_order4:sum"),
    pages: await ask("instance_node_zone:node_buddyinfo_free_pages:sum"),
    unusable: await ask("instance_node_zone:node_buddyinfo_unusable_order4:ratio"),
    free: await ask("fragguard_zone_free_bytes"),
    managed: await ask("fragguard_zone_managed_bytes"),
    watched: await ask("fragguard_watch_suitable_blocks"),
    floor: await ask("fragguard_watch_floor_blocks"),
    margin: await ask("instance:fragguard_watch_suitable:floor_ratio_min"),
  };
  const faults = [];
  let compared = 0;
  function same(what, key, expected, slack = 0) {
    compared++;
    const found = series[what].get(key);
    if (found === undefined || Math.abs(found - expected) > slack) {
      faults.push(`${key}: ${what} is ${found} in Prometheus, ${expected} in status --json`);
    }
    series[what].delete(key);
  }
  for (const tree of trees) {
    const instance = path.relative(fixtures, tree);
    const status = JSON.parse(execFileSync(binary, ["status", "--json", "--root", tree]));
    for (const zone of status.zones) {
      const key = `${instance} ${zone.node} ${zone.zone}`;
      same("suitable", key, zone.suitable[4]);
      same("pages", key, zone.free_pages);
      // The product rounds down to permille; where nothing is free Prometheus has no ratio.
      if (zone.free_pages > 0) same("unusable", key, zone.unusable[4] / 1000, 0.001001);
      same("free", key, zone.free_pages * status.page_size);
      if (zone.managed_pages !== null) same("managed", key, zone.managed_pages * status.page_size);
    }
    const ratios = [];
    for (const watch of status.watches) {
      for (const zone of watch.zones) {
        const key = `${instance} ${zone.node} ${zone.zone} ${watch.name}`;
        same("watched", key, zone.suitable);
        same("floor", key, zone.floor);
        ratios.push(zone.suitable / zone.floor);
      }
    }
    if (ratios.length) same("margin", instance, Math.min(...ratios), 1e-9);
  }
  for (const [what, rest] of Object.entries(series)) {
    for (const key of rest.keys()) faults.push(`${key}: ${what} is in Prometheus alone`);
  }
  return { faults, compared };
}

// A rule is evaluated after what it is made of was scraped: what differs for that alone agrees a moment later.
async function main() {
  await settled();
  let { faults, compared } = await compare();
  for (let tries = 0; faults.length && tries < 20; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ({ faults, compared } = await compare());
  }
  faults.slice(0, 30).forEach((fault) => console.log(fault));
  console.log(`${compared} values of ${trees.length} trees compared, ${faults.length} differ`);
  process.exit(faults.length || compared < 100 ? 1 : 0);
}
main().catch((fault) => {
  console.log(fault.message);
  process.exit(1);
});
