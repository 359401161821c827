// expressions.js FILE...: prints every expression of these dashboards as recording rules, for promtool to parse.
"use strict";
const fs = require("fs");

const rules = [];
for (const file of process.argv.slice(2)) {
  const { panels, annotations } = JSON.parse(fs.readFileSync(file, "utf8"));
  const all = [...panels.flatMap((panel) => panel.targets ?? []), ...annotations.list];
  for (const { expr } of all) {
    // Grafana's variables: the value of a label.
    const plain = expr.replace(/\$(job|instance)\b/g, "x");
    if (plain.includes("$")) {
      throw new Error(`${file}: an unknown variable in ${expr}`);
    }
    rules.push(`      - {record: "dashboard:expression${rules.length}", expr: ${JSON.stringify(plain)}}`);
  }
}
if (rules.length < 10) {
  throw new Error("hardly an expression was found");
}
console.log(["groups:", "  - name: dashboards", "    rules:", ...rules].join("\n"));
