// Text from people, documents and callers is data: an expression in it is shown as it stands, wherever a process carries it.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import type { Worker } from "../../src/queue/worker.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { step } from "../support/world.ts";

let world: RestWorld;
let worker: Worker;
const calls = httpCalls();
const settle = { timeout: 20_000, interval: 20 };

beforeAll(async () => {
  world = await createRestWorld();
  const log = { info: () => undefined, warn: () => undefined, error: (facts: object) => expect.unreachable(JSON.stringify(facts)) };
  worker = createJobWorker({ runtime: world.runtime, calls, hooks: noHooks, log, pollMs: 50 });
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  await calls.close();
  await world.close();
});

const text = { Name: "Text", Type: "string" };
const list = { ...text, Multiple: "Y" };

it.each(["{=Document:ID} {{=1+1}}", "=1+1", "{=Document:ID}", "{{=1+1}}", "{=Variable:Given}"])("%s", async (hostile) => {
  const { body: deal } = await world.call("admin", "crm.deal.add", { fields: { TITLE: hostile, COMMENTS: "", ASSIGNED_BY_ID: 2 } });
  const child = await world.template([step("LogActivity", { Text: "child {=Template:Word}" })], { PARAMETERS: { Word: text } });
  const parts = {
    PARAMETERS: { Word: text, Words: list },
    VARIABLES: { Given: text, Copy: text, Words: list, Told: text, Sum: text },
  };
  const request = { Name: "{=Document:TITLE}", Users: ["user_2"], Description: "{=Template:Word}" };
  const fields = [{ Name: "Given", Title: "Given", Type: "string", Default: "{=Template:Word}" }];
  const templateId = await world.template(
    [
      step("RequestInformationActivity", { ...request, RequestedInformation: fields }, [], "Ask"),
      step("ReviewActivity", { ...request, Name: "Read" }, [], "Read"),
      step("SetVariableActivity", {
        VariableValue: {
          Copy: "{=Variable:Given}",
          Words: "{=Template:Words}",
          Told: "{=Ask:Comments}{=Read:LastReviewerComment}",
          Sum: "={=Variable:Given}&{=Read:LastReviewerComment}",
        },
      }),
      step("SetFieldActivity", { FieldValue: { COMMENTS: "{=Read:LastReviewerComment}" } }),
      step("MailActivity", {
        ...{ MailUserFrom: "a@example.org", MailUserTo: "b@example.org" },
        ...{ MailSubject: "{=Document:TITLE}", MailText: "{=Variable:Copy}|{{={=Variable:Given}}}|{=Document:COMMENTS}" },
      }),
      step("StartWorkflowActivity", { DocumentId: "{=Document:ID}", TemplateId: child, TemplateParameters: { Word: "{=Variable:Given}" } }),
      step("IfElseActivity", {}, [
        step("IfElseBranchActivity", { propertyvariablecondition: [["Given", "=", "{=Document:TITLE}"]] }, [
          step("LogActivity", { Text: "same" }),
        ]),
      ]),
      step("LogActivity", {
        Text: "{=Template:Word}|{=Variable:Copy}|{=Variable:Words}|{=Variable:Sum}|{{=implode('+', {=Variable:Words})}}",
      }),
    ],
    parts,
  );
  const start = await world.call("admin", "bizproc.workflow.start", {
    ...{ TEMPLATE_ID: templateId, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal.result}`] },
    // Two texts that old templates would write as a reference.
    PARAMETERS: { Word: hostile, Words: ["Document", "ID"] },
  });
  const task = async () =>
    (await world.call("employee", "bizproc.task.list", { select: ["ID", "NAME", "DESCRIPTION", "PARAMETERS"], filter: { STATUS: 0 } })).body
      .result[0];
  const asked = await task();
  expect(asked).toMatchObject({ NAME: hostile, DESCRIPTION: hostile, PARAMETERS: { Fields: [{ Id: "Given", Default: hostile }] } });
  const answer = (id: string, more: object) =>
    world.call("employee", "bizproc.task.complete", { TASK_ID: id, STATUS: 3, COMMENT: hostile, ...more });
  expect((await answer(asked.ID, { FIELDS: { Given: hostile } })).body).toMatchObject({ result: true });
  expect((await answer((await task()).ID, {})).body).toMatchObject({ result: true });
  const { database } = world.runtime;
  const lines = async () => {
    const rows = await database.sql<{ text: string }>`
      select l.text from workflow_log l join workflow_history h on h.portal_id = l.portal_id and h.id = l.workflow_id
      where h.document_id = ${`DEAL_${deal.result}`} and l.type = 6 order by l.recorded_at, l.seq`;
    return rows.map((row) => row.text);
  };
  await vi.waitFor(async () => expect(await lines()).toContain(`child ${hostile}`), settle);
  expect(await lines()).toEqual(["same", `${hostile}|${hostile}|Document, ID|${hostile}${hostile}|Document+ID`, `child ${hostile}`]);
  const errors = await database.sql`select text from workflow_log where workflow_id = ${start.body.result} and type = 9`;
  expect(errors).toEqual([]);
  const [mail] = await database.sql`select subject, body from mail order by id desc limit 1`;
  expect(mail).toEqual({ subject: hostile, body: `${hostile}|${hostile}|${hostile}` });
  const { body } = await world.call("admin", "crm.deal.get", { id: deal.result });
  expect(body.result.COMMENTS).toBe(hostile);
});
