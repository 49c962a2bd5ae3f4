// A vitest reporter: how many lines of each method's page are replayed, and how many calls that makes.
import type { Reporter, TestModule } from "vitest/node";

export default class CompatCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => {
      const method = /compat\/cases\/(.+)\.test\.ts$/.exec(module.moduleId)?.[1];
      if (method === undefined) return [];
      const names = [...module.children.allTests()].map(({ name }) => name);
      const lines = new Set(names.map((name) => name.slice(0, name.lastIndexOf(","))));
      return [{ method, lines: lines.size, calls: names.length }];
    });
    if (rows.length === 0) return;
    const sum = (key: "lines" | "calls"): number => rows.reduce((total, row) => total + row[key], 0);
    const all = [...rows.toSorted((a, b) => a.method.localeCompare(b.method)), { method: "all", lines: sum("lines"), calls: sum("calls") }];
    const width = Math.max(...all.map(({ method }) => method.length));
    const text = all.map(
      ({ method, lines, calls }) => `  ${method.padEnd(width)} ${String(lines).padStart(6)} ${String(calls).padStart(6)}`,
    );
    process.stdout.write(`\n  ${"Wire cases".padEnd(width)}  lines  calls\n${text.join("\n")}\n`);
  }
}
