// npm run templates -- FOLDER [--runs N] [--json]: imports, exports, compares and checks every .bpt file of a folder on a throwaway portal,
// runs it in all ways until it has been to all of its ends, and prints what became of each. For anybody's own templates.
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { samePackage } from "../packages/bpt/src/index.ts";
import { type Exploration, environmentFor, explore, furnish, testEnv } from "../packages/kit/src/testing/index.ts";
import { createThrowawayDatabase } from "../packages/server/src/db/throwaway.ts";
import { openRuntime } from "../packages/server/src/open-runtime.ts";
import { addTemplate } from "../packages/server/src/operations/add-template.ts";
import { createDemoPortal } from "../packages/server/src/operations/demo/demo-portal.ts";
import { exportTemplate } from "../packages/server/src/operations/export-template.ts";
import { type Finding, lintFile } from "../packages/server/src/operations/lint-template.ts";
import { Refusal } from "../packages/server/src/operations/refusal.ts";
import type { Runtime } from "../packages/server/src/operations/runtime.ts";
import { argumentsOr } from "./arguments.ts";
import { type Row, reportText } from "./templates/report.ts";

const usage =
  "Usage: npm run templates -- FOLDER [--runs N] [--json]\n" +
  "Imports, exports, compares and checks every .bpt file of the folder, and runs each at most N times (80) to reach all of its ends.";
const { positionals, values } = argumentsOr(usage, {
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "80" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const folder = positionals[0];
const runs = Number(values.runs);
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (folder === undefined || !Number.isInteger(runs) || runs < 0) {
  console.error(usage);
  process.exit(2);
}
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}`);
  process.exit(2);
}
const databaseUrl = process.env["DATABASE_URL"] || undefined;
const rows = await tryAll(folder);
console.log(values.json ? JSON.stringify(rows, null, 2) : reportText(rows));
process.exitCode = rows.some((row) => row.imported !== "yes" || row.exported !== "equal") ? 1 : 0;

async function tryAll(from: string): Promise<Row[]> {
  const files = await bptFiles(from);
  if (files.length === 0) {
    console.error(`There is no .bpt file in ${from}`);
    process.exit(2);
  }
  const database = await createThrowawayDatabase(databaseUrl);
  const opened = await openRuntime({ dataFolder: "", databaseUrl: database.url });
  try {
    const demo = await createDemoPortal(opened.runtime, { publicUrl: "http://127.0.0.1:8080", timeZone: "UTC" });
    const results: Row[] = [];
    for (const path of files) {
      const file = relative(from, path) || basename(path);
      if (process.stderr.isTTY) console.error(`… ${file}`);
      results.push(await tryOne(opened.runtime, demo.portalId, path, file));
    }
    return results;
  } finally {
    await opened.close();
    await database.drop();
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

async function tryOne(runtime: Runtime, portalId: number, path: string, file: string): Promise<Row> {
  const data = await readFile(path);
  const row = { file, imported: "no", exported: "-", checked: "-", explored: null, note: "" };
  try {
    const exported = await exportAgain(runtime, portalId, file, data);
    const checked = inShort(lintFile(data));
    return { ...row, imported: "yes", exported, checked, ...(await tryRuns(data)) };
  } catch (error) {
    return { ...row, note: error instanceof Refusal ? (error.details["reason"] ?? error.message) : String(error) };
  }
}

async function exportAgain(runtime: Runtime, portalId: number, name: string, data: Uint8Array): Promise<string> {
  const documentType = ["crm", "CCrmDocumentDeal", "DEAL"];
  const common = { portalId, userId: 1, applicationId: null, documentType, description: "", autoExecute: 0 };
  const compared = samePackage(data, await exportTemplate(runtime, portalId, await addTemplate(runtime, { ...common, name, data })));
  return compared.same ? "equal" : `differs at byte ${compared.at}`;
}

function inShort(findings: readonly Finding[]): string {
  const counts = (["error", "warning"] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  return counts.filter((text) => text !== "").join(", ") || "ok";
}

async function tryRuns(data: Uint8Array): Promise<{ readonly explored: Exploration | null; readonly note: string }> {
  if (runs === 0) return { explored: null, note: "" };
  const env = await testEnv({ ...environmentFor(data), ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    await furnish(env, data);
    return { explored: await explore(env, data, { runs }), note: "" };
  } catch (error) {
    return { explored: null, note: error instanceof Error ? error.message : String(error) };
  } finally {
    await env.close();
  }
}
