// npm run templates -- FOLDER [--json]: imports, exports, compares, checks and starts every .bpt file of a folder on a throwaway portal, and
// prints what became of each. For anybody's own templates.
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { samePackage } from "../packages/bpt/src/index.ts";
import { openRuntime } from "../packages/server/src/open-runtime.ts";
import { addDocument } from "../packages/server/src/operations/add-document.ts";
import { addTemplate } from "../packages/server/src/operations/add-template.ts";
import { createDemoPortal } from "../packages/server/src/operations/demo/demo-portal.ts";
import { exportTemplate } from "../packages/server/src/operations/export-template.ts";
import { readWorkflowOutcome } from "../packages/server/src/operations/incidents.ts";
import { type Finding, lintFile } from "../packages/server/src/operations/lint-template.ts";
import { Refusal } from "../packages/server/src/operations/refusal.ts";
import type { Runtime } from "../packages/server/src/operations/runtime.ts";
import { startWorkflow } from "../packages/server/src/operations/start-workflow.ts";

interface Row {
  readonly file: string;
  readonly imported: string;
  /** "equal": the unpacked bytes of the export are those of the file. */
  readonly exported: string;
  /** What `kontor template lint` finds in the file by itself: "ok", or how many errors and warnings. */
  readonly checked: string;
  readonly started: string;
  readonly note: string;
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } });
const folder = positionals[0];
if (folder === undefined) {
  console.error(
    "Usage: npm run templates -- FOLDER [--json]\nImports, exports, compares, checks and starts every .bpt file of the folder.",
  );
  process.exit(2);
}
const rows = await tryAll(folder);
if (values.json) console.log(JSON.stringify(rows, null, 2));
else print(rows);
process.exitCode = rows.some((row) => row.imported !== "yes" || row.exported !== "equal") ? 1 : 0;

async function tryAll(from: string): Promise<Row[]> {
  const files = await bptFiles(from);
  if (files.length === 0) {
    console.error(`There is no .bpt file in ${from}`);
    process.exit(2);
  }
  const dataFolder = await mkdtemp(join(tmpdir(), "kontor-templates-"));
  const opened = await openRuntime({ dataFolder, databaseUrl: process.env["DATABASE_URL"] || undefined });
  try {
    const demo = await createDemoPortal(opened.runtime, { publicUrl: "http://127.0.0.1:8080", timeZone: "UTC" });
    const results: Row[] = [];
    for (const file of files) results.push(await tryOne(opened.runtime, demo.portalId, file));
    return results;
  } finally {
    await opened.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function bptFiles(from: string): Promise<string[]> {
  if ((await stat(from)).isFile()) return [from];
  const names = await readdir(from, { recursive: true });
  return names
    .filter((name) => name.toLowerCase().endsWith(".bpt"))
    .sort()
    .map((name) => join(from, name));
}

async function tryOne(runtime: Runtime, portalId: number, path: string): Promise<Row> {
  const file = basename(path);
  const data = await readFile(path);
  const nothing = { file, imported: "no", exported: "-", checked: "-", started: "-" };
  try {
    const id = await addTemplate(runtime, {
      portalId,
      userId: 1,
      applicationId: null,
      documentType: ["crm", "CCrmDocumentDeal", "DEAL"],
      name: file,
      description: "",
      autoExecute: 0,
      data,
    });
    const compared = samePackage(data, await exportTemplate(runtime, portalId, id));
    const exported = compared.same ? "equal" : `differs at byte ${compared.at}`;
    return { file, imported: "yes", exported, checked: inShort(lintFile(data)), ...(await start(runtime, portalId, id)) };
  } catch (error) {
    return { ...nothing, note: error instanceof Refusal ? (error.details["reason"] ?? error.message) : String(error) };
  }
}

function inShort(findings: readonly Finding[]): string {
  const counts = (["error", "warning"] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  return counts.filter((text) => text !== "").join(", ") || "ok";
}

async function start(runtime: Runtime, portalId: number, templateId: number): Promise<Pick<Row, "started" | "note">> {
  const fields = { TITLE: "A deal for a template", OPPORTUNITY: 1000, ASSIGNED_BY_ID: 2 };
  const deal = await addDocument(runtime, { portalId, userId: 2, kind: { kind: "crm", code: "DEAL" }, fields });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const start = { portalId, templateId, documentId, parameters: {}, userId: 2, changed: null };
  try {
    const outcome = await readWorkflowOutcome(runtime, portalId, await startWorkflow(runtime, runtime.database, start));
    return { started: outcome.status, note: outcome.text };
  } catch (error) {
    return { started: "failed", note: error instanceof Error ? error.message : String(error) };
  }
}

function print(all: readonly Row[]): void {
  const cells = [
    ["FILE", "IMPORT", "EXPORT", "CHECK", "START", "NOTE"],
    ...all.map((row) => [row.file, row.imported, row.exported, row.checked, row.started, row.note]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
