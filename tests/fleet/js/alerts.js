// alerts.js RUNBOOK URL FILE...: every alert of these rules has a severity, a summary of one sentence, a description,
// and a runbook_url into the sections of RUNBOOK; every section belongs to an alert.
"use strict";
const fs = require("fs");
const { documents } = require("./documents.js");

const [runbook, url, ...files] = process.argv.slice(2);
const sections = [...fs.readFileSync(runbook, "utf8").matchAll(/^## (.+)$/gm)].map((match) => match[1]);
const alerts = files
  .flatMap(documents)
  .flatMap((file) => file.groups)
  .flatMap((group) => group.rules)
  .filter((rule) => rule.alert);
const faults = [];
for (const { alert, labels, annotations = {} } of alerts) {
  const { summary = "", description = "", runbook_url } = annotations;
  const say = (text) => faults.push(`${alert}: ${text}`);
  if (!["info", "warning", "critical"].includes(labels?.severity)) say("no severity");
  if (!/^.{20,120}\.$/.test(summary)) say("a summary is one sentence of at most 120 characters");
  if (description.length < 80 || /\n/.test(description)) say("a description says in a few sentences what it means");
  if (!/\{\{ \$labels\.instance \}\}/.test(summary + description)) say("says nothing of the host");
  if (runbook_url !== `${url}#${alert.toLowerCase()}`) say(`its runbook_url is ${runbook_url}`);
  if (!sections.includes(alert)) say("the runbook has no section for it");
}
for (const section of sections) {
  if (!alerts.some((each) => each.alert === section)) faults.push(`the runbook explains ${section}, which is no alert`);
}
faults.forEach((fault) => console.log(fault));
process.exit(faults.length || alerts.length === 0 ? 1 : 0);
