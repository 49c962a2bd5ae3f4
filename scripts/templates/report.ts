// What `npm run templates` prints: a table of the files, what each never came to, and the activity types that were met.

import type { Covered, Exploration } from "../../packages/kit/src/testing/index.ts";
import { table } from "../../packages/server/src/cli/table.ts";

export interface Row {
  readonly file: string;
  readonly imported: string;
  /** "equal": the unpacked bytes of the export are those of the file. */
  readonly exported: string;
  /** What `kontor template lint` finds in the file by itself: "ok", or how many errors and warnings. */
  readonly checked: string;
  /** Null: it was not run. */
  readonly explored: Exploration | null;
  readonly note: string;
}

export function reportText(rows: readonly Row[]): string {
  const lines = table(
    ["FILE", "IMPORT", "EXPORT", "CHECK", "RUNS", "STEPS", "BRANCHES", "ENDS", "NOTE"],
    rows.map(({ file, imported, exported, checked, explored, note }) => [
      file,
      imported,
      exported,
      checked,
      String(explored?.runs ?? "-"),
      share(explored?.steps),
      share(explored?.branches),
      share(explored?.ends),
      note,
    ]),
  );
  return [lines.join("\n"), ...rows.flatMap(details), ...types(rows)].join("\n\n");
}

function share(covered: Covered | undefined): string {
  return covered ? `${covered.passed}/${covered.of}` : "-";
}

function details({ file, explored }: Row): string[] {
  if (!explored) return [];
  const { ends, branches, steps, kept, held, preset, problems } = explored;
  const lines = [
    ...ends.never.map((end) => `never came to the end: ${end}`),
    ...branches.never.map((branch) => `never took the branch: ${branch}`),
    ...steps.never.map((step) => `never came to the step: ${step}`),
    ...kept.map((type) => `does not run here, was skipped: ${type}`),
    ...held.map((text) => `was held, and the step skipped: ${text}`),
    ...preset.map((variable) => `began with the variable ${variable} in some runs, since nothing that runs here sets it`),
    ...problems.map((problem) => `its log tells: ${problem}`),
  ];
  return lines.length === 0 ? [] : [[file, ...lines.map((line) => `  ${line}`)].join("\n")];
}

function types(rows: readonly Row[]): string[] {
  const met = rows.flatMap(({ explored }) => explored?.begun ?? []);
  if (met.length === 0) return [];
  const running = met
    .filter(({ support }) => support === "runs")
    .map(({ type }) => (/^rest_/i.test(type) ? "steps of applications" : type));
  const run = [...new Set(running)].sort();
  const kept = [...new Map(met.filter(({ support }) => support !== "runs").map(({ type, reason }) => [type, reason]))].sort();
  const lines = [
    `Activity types met: ${run.length} run, ${kept.length} kept as they are`,
    `run: ${run.join(", ")}`,
    ...kept.map(([type, reason]) => `kept: ${type}: ${reason}`),
  ];
  return [lines.join("\n")];
}
