// loglines.js FILE: every line of a log is a JSON object with time, message and priority, and somebody said "started".
"use strict";
const assert = require("assert");
const fs = require("fs");

const lines = fs.readFileSync(process.argv[2], "utf8").trim().split("\n").map((each) => JSON.parse(each));
for (const { time, MESSAGE, PRIORITY } of lines) {
  assert.ok(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) && MESSAGE && /^[0-7]$/.test(PRIORITY));
}
assert.ok(lines.some((each) => each.FRAGGUARD_EVENT === "started"));
