// A vitest reporter: what the scenarios of the kit have run. One line; the whole table where nothing but the scenarios was run.

import type { Reporter, TestModule } from "vitest/node";
import { table } from "../packages/server/src/cli/table.ts";

interface Entry {
  readonly name: string;
  /** Scenarios that have run it. */
  readonly by: readonly string[];
  /** Why it does not run; "" where it does. */
  readonly kept: string;
}

export interface ScenarioTable {
  readonly scenarios: readonly {
    readonly name: string;
    readonly runs: number;
    readonly steps: number;
    readonly branches: number;
    readonly ends: number;
  }[];
  readonly types: readonly Entry[];
  readonly words: readonly Entry[];
}

export default class ScenarioCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const module = modules.find(({ moduleId }) => /kit\/test\/scenarios\.test\.ts$/.test(moduleId));
    const metas = [...(module?.children.allTests() ?? [])].map((test) => test.meta() as { readonly scenarios?: ScenarioTable });
    const table = metas.find(({ scenarios }) => scenarios !== undefined)?.scenarios;
    if (!table) return;
    const parts = modules.length === 1 ? [whole(table), summary(table)] : [summary(table)];
    process.stdout.write(`\n${parts.join("\n\n")}\n`);
  }
}

function summary({ scenarios, types, words }: ScenarioTable): string {
  const sum = (key: "runs" | "branches" | "ends"): number => scenarios.reduce((total, one) => total + one[key], 0);
  const share = (entries: readonly Entry[]): string => {
    const runnable = entries.filter(({ kept }) => kept === "");
    return `${runnable.filter(({ by }) => by.length > 0).length} of ${runnable.length}`;
  };
  return (
    `  Scenarios: ${scenarios.length} templates to ${sum("ends")} ends and through ${sum("branches")} branches in ${sum("runs")} runs; ` +
    `${share(types)} activity types that run, ${share(words)} functions and modifiers`
  );
}

function whole({ scenarios, types, words }: ScenarioTable): string {
  const rows = scenarios.map(({ name, runs, steps, branches, ends }) => [name, runs, steps, branches, ends].map(String));
  const told = [...types, ...words].map(({ name, by, kept }) => [
    name,
    kept === "" ? by.join(", ") || "in no scenario" : `kept, does not run: ${kept}`,
  ]);
  const lines = [...table(["SCENARIO", "RUNS", "STEPS", "BRANCHES", "ENDS"], rows), "", ...table(["WHAT", "RUN BY"], told)];
  return lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
}
