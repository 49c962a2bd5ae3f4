// Templates of our own, each run to every one of its ends, with every branch taken; together they run all that this server runs.
import { catalogue, expressionFormats, expressionFunctions, supportOf } from "@kontor/server/testing";
import { expect, it } from "vitest";
import type { ScenarioTable } from "../../../scripts/scenario-counts.ts";
import { type Exploration, explore } from "../src/testing/index.ts";
import { scenarios } from "./scenarios/all.ts";
import { openEnv } from "./support.ts";

const explored = new Map<string, Exploration>();

it.each(scenarios)(
  "$name",
  async ({ name, environment, make, branches, ends, check }) => {
    const env = await openEnv(environment);
    const { source, options } = await make(env);
    await check(env, source);
    const found = await explore(env, source, { ...options, name, ms: 150_000 });
    expect(found).toMatchObject({ steps: { never: [] }, held: [], kept: [], preset: [], problems: [] });
    expect(found.branches).toMatchObject({ passed: branches, of: branches, never: [] });
    expect(found.ends).toMatchObject({ passed: ends, of: ends, never: [] });
    explored.set(name, found);
  },
  60_000,
);

it("together they run every activity type, condition, function and modifier that runs here", ({ task }) => {
  const types = catalogue.map(({ type, category, reason }) => {
    const by = namesOf(
      (step) => step.type === type || (category === "condition" && step.expressions.conditions.includes(type.toLowerCase())),
    );
    const kept = reason === "" ? "not yet" : reason;
    return { name: type, by, kept: supportOf(type) === "runs" ? "" : kept };
  });
  const words = [
    ...expressionFunctions.map(({ name, runs }) => ({
      name: `${name}()`,
      by: namesOf(({ expressions: { functions } }) => functions.includes(name)),
      runs,
    })),
    ...expressionFormats.map(({ name, runs }) => ({
      name: `> ${name}`,
      by: namesOf(({ expressions: { modifiers } }) => modifiers.includes(name)),
      runs,
    })),
  ].map(({ runs, ...word }) => ({ ...word, kept: runs ? "" : "not yet" }));
  const table: ScenarioTable = { scenarios: sums(), types, words };
  Object.assign(task.meta, { scenarios: table });
  const missing = [...types, ...words].filter(({ by, kept }) => kept === "" && by.length === 0).map(({ name }) => name);
  expect(missing).toEqual([]);
});

function namesOf(isMeant: (step: Exploration["begun"][number]) => boolean): string[] {
  return [...explored].filter(([, { begun }]) => begun.some(isMeant)).map(([name]) => name);
}

function sums(): ScenarioTable["scenarios"] {
  return [...explored].map(([name, { runs, steps, branches, ends }]) => ({
    name,
    runs,
    steps: steps.passed,
    branches: branches.passed,
    ends: ends.passed,
  }));
}
