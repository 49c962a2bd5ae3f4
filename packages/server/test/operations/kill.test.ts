// What a killed workflow takes with it, and what it leaves because somebody else has it. A terminated one leaves everything.
import { afterAll, beforeAll, expect, it } from "vitest";
import { sweepOnce } from "../../src/jobs/sweep.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import { restartWorkflow } from "../../src/operations/restart-workflow.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { freshFileIds, insertFile } from "../../src/store/file.ts";
import { type Line, logTo } from "../queue/world.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const kind = { kind: "crm", code: "COMPANY" } as const;
const companyType = ["crm", "CCrmDocumentCompany", "COMPANY"];
const parameters = { PARAMETERS: { f: { Name: "File", Type: "file", Multiple: "Y" } }, documentType: companyType };

async function start(steps: readonly object[], given: (workflow: string) => object = () => ({})): Promise<string> {
  const { portalId, runtime } = world;
  const company = await addDocument(runtime, { portalId, userId: people.admin, kind, fields: { TITLE: "Firm" } });
  const templateId = await world.template([...steps, step("ReviewActivity", { Users: ["user_5"], Name: "Look" })], parameters);
  const documentId = ["crm", "CCrmDocumentCompany", `COMPANY_${company}`];
  const start = { portalId, templateId, documentId, userId: people.admin, changed: null };
  return startWorkflow(runtime, runtime.database, { ...start, parameters: given("") as never });
}

async function file(workflowId: string, content: string): Promise<number> {
  const [id = 0] = await freshFileIds(world.runtime.database, 1);
  const made = { id, name: `${content}.txt`, content: Buffer.from(content) };
  await world.runtime.database.transaction((tx) => insertFile(tx, world.portalId, made, { createdBy: 1, workflowId }));
  return id;
}

/** Tables that name the workflow, with how many rows. */
async function traces(workflow: string): Promise<Readonly<Record<string, number>>> {
  const { database } = world.runtime;
  const tables = await database.sql<{ name: string }>`
    select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = 'workflow_id' and t.table_type = 'BASE TABLE' order by 1`;
  const found: Record<string, number> = {};
  for (const { name } of [...tables, { name: "workflow" }, { name: "workflow_history" }]) {
    const column = name === "workflow" || name === "workflow_history" ? "id" : "workflow_id";
    const rows = await database.run({ text: `select 1 from ${name} where ${column} = $1`, values: [workflow] });
    if (rows.length > 0) found[name] = rows.length;
  }
  return found;
}

const filesOf = async (workflow: string): Promise<number[]> =>
  (await world.runtime.database.sql<{ id: number }>`select id from file where workflow_id = ${workflow} order by id`).map(({ id }) => id);

const steps = [
  step("MailActivity", { MailUserToArray: ["user_2"], MailSubject: "Hi", MailText: "Hi" }),
  step("CrmTimelineCommentAdd", { CommentText: "Seen" }),
  step("IMNotifyActivity", { MessageUserTo: ["user_2"], MessageSite: "Look" }),
  step("LogActivity", { Text: "Line", SetVariable: "1" }),
];

it("a killed workflow leaves nothing of itself, in no table: only the records that it has made for people are theirs", async () => {
  const id = await start(steps);
  await file(id, "only here");
  expect(await traces(id)).toMatchObject({ workflow: 1, task: 1, mail: 1, record: 1, notification: 1, file: 1 });
  expect(await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, userId: people.admin })).toBe(true);
  expect(await traces(id)).toEqual({ record: 1 });
});

it("a terminated workflow leaves everything but its state and what it waited for", async () => {
  const id = await start(steps);
  const kept = await file(id, "kept");
  await terminateWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, title: "Enough", userId: people.admin });
  const left = await traces(id);
  expect(left).toMatchObject({ workflow_history: 1, mail: 1, record: 1, notification: 1, file: 1 });
  expect(Object.keys(left).some((table) => table.startsWith("workflow_log"))).toBe(true);
  expect(await filesOf(id)).toEqual([kept]);
});

it("files that documents have by now stay, also those of children that still run; a file of a text that looks like a number does not", async () => {
  const child = await world.template([step("ReviewActivity", { Users: ["user_5"] })], parameters);
  const id = await start([]);
  const [own, inField, ofChild] = [await file(id, "own"), await file(id, "in field"), await file(id, "of child")];
  const company = await addDocument(world.runtime, {
    portalId: world.portalId,
    userId: people.admin,
    kind,
    fields: { TITLE: "Other", COMMENTS: String(own) },
  });
  await world.runtime.database.sql`
    update document set fields = fields || jsonb_build_object('LOGO', ${inField}::bigint) where type = 'COMPANY' and id = ${company}`;
  const childId = await startWorkflow(world.runtime, world.runtime.database, {
    portalId: world.portalId,
    templateId: child,
    documentId: ["crm", "CCrmDocumentCompany", `COMPANY_${company}`],
    parameters: { f: [ofChild] },
    userId: people.admin,
    changed: null,
    child: { workflowId: "66e81a641752f8.56521481" as never, parent: { workflow: id, activity: "A", waits: false } as never },
  });
  await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, userId: people.admin });
  expect(await filesOf(id)).toEqual([inField, ofChild]);
  await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: childId, userId: people.admin });
});

it("files of a workflow that was started anew go with the new one only", async () => {
  const id = await start([]);
  const kept = await file(id, "given at the start");
  const fresh = await restartWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, version: "same" });
  await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, userId: people.admin });
  expect(await filesOf(fresh ?? "")).toEqual([kept]);
  await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: fresh ?? "", userId: people.admin });
  expect(await filesOf(fresh ?? "")).toEqual([]);
});

it("contents that no file has any more go with the housekeeping, and only they", async () => {
  const { database } = world.runtime;
  const id = await start([]);
  await file(id, "shared");
  await file("other", "shared");
  await file(id, "gone soon");
  await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, userId: people.admin });
  const lines: Line[] = [];
  await sweepOnce({ database, retentionDays: 90, log: logTo(lines) }, new AbortController().signal);
  const left = await database.sql<{ text: string }>`select convert_from(content, 'UTF8') as text from file_content order by 1`;
  expect(left.map(({ text }) => text)).toContain("shared");
  expect(left.map(({ text }) => text)).not.toContain("gone soon");
  const [{ orphans } = { orphans: -1 }] = await database.sql<{ orphans: number }>`
    select count(*) as orphans from file_content c where not exists (select from file f where f.hash = c.hash)`;
  expect([orphans, lines]).toEqual([0, []]);
});
