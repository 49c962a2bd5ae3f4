// npm run coverage [-- --json]: what of the product's catalogue this server runs: activity types, functions and modifiers of expressions.

import { catalogue, type ExpressionWord, expressionFormats, expressionFunctions, supportOf } from "../packages/engine/src/index.ts";
import { table } from "../packages/server/src/cli/table.ts";
import { argumentsOr } from "./arguments.ts";

const usage = "Usage: npm run coverage [-- --json]\nWhich activity types, functions and modifiers run here, and why the others do not.";
const { values } = argumentsOr(usage, {
  options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const activities = catalogue.map(({ type, title, category, reason, results, openResults }) => ({
  type,
  category,
  state: supportOf(type),
  title,
  results: [...Object.keys(results), ...(openResults === "" ? [] : [`(those of ${openResults})`])],
  reason: supportOf(type) === "not-runnable" ? reason : "",
}));

const words = { runs: "runs", "not-runnable": "kept, does not run", "not-yet": "kept, not yet", unknown: "" } as const;

// `| head`: who reads has enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

if (values.json) console.log(JSON.stringify({ activities, functions: expressionFunctions, modifiers: expressionFormats }, null, 2));
else {
  printActivities();
  printWords("Functions of expressions", expressionFunctions);
  printWords("Modifiers (names of types convert to that type, as well)", expressionFormats);
}

function printActivities(): void {
  const count = (state: string): number => activities.filter((one) => one.state === state).length;
  console.log(
    `Activity types: ${count("runs")} of ${activities.length} run, ${count("not-yet")} not yet, ${count("not-runnable")} do not run here\n`,
  );
  const rows = activities.map(({ type, category, state, title, reason }) => [
    type,
    category,
    words[state],
    reason === "" ? title : `${title}: ${reason}`,
  ]);
  for (const line of table(["TYPE", "CATEGORY", "STATE", "WHAT IT IS, AND WHY IT DOES NOT RUN"], rows)) console.log(line);
}

function printWords(title: string, all: readonly ExpressionWord[]): void {
  const missing = all.filter(({ runs }) => !runs).map(({ name }) => name);
  const running = all.filter(({ runs }) => runs).map(({ name }) => name);
  console.log(`\n${title}: ${running.length} of ${all.length} run\n${running.join(", ")}`);
  if (missing.length > 0) console.log(`Not yet: ${missing.join(", ")}`);
}
