// The same templates on a server that dies at every one of their steps: their ends, documents and answers are those of a server that lives.
import { planOfFile } from "@kontor/server/testing";
import { describe, expect, it } from "vitest";
import { bptOf, type CrashPoint } from "../src/testing/index.ts";
import { scenarios } from "./scenarios/all.ts";
import { openEnv } from "./support.ts";

const points: readonly CrashPoint[] = ["before-save", "after-save"];

describe.each(points)("dying %s", (point) => {
  it.each(scenarios)(
    "$name",
    async ({ environment, make, check }) => {
      const env = await openEnv(environment);
      const { source } = await make(env);
      for (const { name } of planOfFile(await bptOf(source)).steps) env.crashAt(name, point);
      await check(env, source);
      const deaths = env.runs.flatMap((run) => run.trace().split("\n")).filter((line) => line.includes("The server died"));
      expect(deaths.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
