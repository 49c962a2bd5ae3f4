// A program of an integration developer: every bizproc method through the SDK as it is, as a webhook or as an application. Its test
// starts it as a process of its own (Node reads the certificates it trusts at the start), with what it needs as JSON; it prints what
// each step has brought.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { B24Hook, B24OAuth } from "@bitrix24/b24jssdk";
import { fromPlain, type Plain, writeBpt } from "../../../bpt/src/index.ts";

interface Given {
  readonly webhookUrl?: string;
  readonly application?: {
    readonly address: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly accessToken: string;
    readonly refreshToken: string;
    /** When the program believes that the token ends: the server may know better. */
    readonly expires: number;
  };
  /** A template whose workflows ask the administrator. */
  readonly templateId: number;
}

const given = JSON.parse(process.argv[2] ?? "{}") as Given;
const b24 = given.application ? application(given.application) : B24Hook.fromWebhookUrl(given.webhookUrl ?? "");
const seen: Record<string, unknown> = {};

function application({ address, clientId, clientSecret, accessToken, refreshToken, expires }: NonNullable<Given["application"]>): B24OAuth {
  const endpoint = `${address}/rest/`;
  const auth = { applicationToken: "", userId: 1, memberId: "", accessToken, refreshToken, expires, expiresIn: 3600, scope: "" };
  return new B24OAuth(
    { ...auth, domain: new URL(address).host, clientEndpoint: endpoint, serverEndpoint: endpoint, status: "L" },
    { clientId, clientSecret },
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what the wire answers is printed and compared, not typed
async function result(method: string, params: object = {}): Promise<any> {
  const answer = await b24.callMethod(method, params);
  return (answer.getData() as { readonly result: unknown }).result;
}

/** What it answers, or the text of its refusal, under its name. */
async function show(method: string, params: object = {}, name = method): Promise<void> {
  seen[name] = await result(method, params).catch((error: Error) => error.message);
}

const deal = await result("crm.deal.add", { fields: { TITLE: "Through the SDK" } });
const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
const start = (TEMPLATE_ID: number): Promise<string> => result("bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID });

async function tools(): Promise<void> {
  seen["health"] = await b24.tools.healthCheck.make();
  seen["ping"] = (await b24.tools.ping.make()) >= 0;
}

async function workflowsAndTasks(): Promise<void> {
  const ids = [await start(given.templateId), await start(given.templateId), await start(given.templateId)];
  const listed = await b24.callListMethod("bizproc.workflow.instances", { select: ["ID"], filter: { DOCUMENT_ID: DOCUMENT_ID[2] } });
  seen["bizproc.workflow.instances"] = (listed.getData() as readonly { readonly ID: string }[]).filter(({ ID }) => ids.includes(ID)).length;
  let fetched = 0;
  for await (const page of b24.fetchListMethod("bizproc.task.list", { select: ["ID", "WORKFLOW_ID"], filter: { STATUS: 0 } }, "ID")) {
    fetched += (page as readonly { readonly WORKFLOW_ID: string }[]).filter(({ WORKFLOW_ID }) => ids.includes(WORKFLOW_ID)).length;
  }
  seen["bizproc.task.list"] = fetched;
  const taskOf = async (WORKFLOW_ID: string | undefined): Promise<string> =>
    (await result("bizproc.task.list", { filter: { WORKFLOW_ID }, select: ["ID"] }))[0].ID;
  const [first, second, third] = ids;
  await show("bizproc.task.delegate", { TASK_IDS: [await taskOf(first)], FROM_USER_ID: 1, TO_USER_ID: 3 });
  await show("bizproc.task.complete", { TASK_ID: await taskOf(second), STATUS: 1, COMMENT: "Fine" });
  await show("bizproc.workflow.terminate", { ID: third, STATUS: "Not needed" });
  await show("bizproc.workflow.kill", { ID: first });
  seen["left"] = (await result("bizproc.workflow.instances", { filter: { DOCUMENT_ID: DOCUMENT_ID[2] } })).length;
}

async function batches(): Promise<void> {
  const array = await b24.callBatch([
    ["crm.deal.get", { id: deal }],
    ["profile", {}],
  ]);
  seen["batch by array"] = (array.getData() as readonly { readonly ID: string }[]).map(({ ID }) => ID);
  const object = await b24.callBatch({
    deal: ["crm.deal.get", { id: deal }],
    responsible: ["user.get", { ID: "$result[deal][ASSIGNED_BY_ID]" }],
  });
  seen["batch by object"] = Object.keys(object.getData() as object);
  const many = Array.from({ length: 70 }, () => ["server.time", {}]);
  seen["batch by chunks"] = ((await b24.callBatchByChunk(many, true)).getData() as readonly unknown[]).length;
}

/** Its own action and robot, whose calls it answers itself. */
async function actions(clientId: string | null): Promise<void> {
  const calls: URLSearchParams[] = [];
  let called = (): void => undefined;
  const server = createServer(async (request, response) => {
    calls.push(new URLSearchParams(await text(request)));
    response.end();
    called();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const HANDLER = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const common = { HANDLER, USE_SUBSCRIPTION: "Y", RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } } };
  for (const kind of ["activity", "robot"]) {
    await show(`bizproc.${kind}.add`, { ...common, CODE: kind, NAME: "First name" });
    await show(`bizproc.${kind}.update`, { CODE: kind, FIELDS: { NAME: { en: "Second name", de: "Zweiter Name" } } });
    await show(`bizproc.${kind}.list`);
  }
  const type = `rest_${createHash("md5").update(`${clientId}@robot`).digest("hex")}`;
  const TEMPLATE_DATA = ["robot.bpt", Buffer.from(templateOf(type)).toString("base64")];
  await show("bizproc.workflow.template.add", { DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL"], NAME: "Robot", TEMPLATE_DATA });
  const TEMPLATE_ID = seen["bizproc.workflow.template.add"];
  await show("bizproc.workflow.template.update", { ID: TEMPLATE_ID, FIELDS: { NAME: "Robot 2" } });
  await show("bizproc.workflow.template.list", { select: ["NAME"], filter: { ID: TEMPLATE_ID } });
  if (typeof TEMPLATE_ID === "number") {
    const heard = new Promise<void>((resolve) => {
      called = resolve;
    });
    await start(TEMPLATE_ID);
    await heard;
  }
  const EVENT_TOKEN = calls[0]?.get("event_token") ?? "0|A|b.c";
  await show("bizproc.activity.log", { EVENT_TOKEN, LOG_MESSAGE: "Thinking" });
  await show("bizproc.event.send", { EVENT_TOKEN, RETURN_VALUES: { score: 7 }, LOG_MESSAGE: "Done" });
  await show("crm.deal.get", { id: deal });
  await show("bizproc.workflow.template.delete", { ID: TEMPLATE_ID });
  for (const kind of ["activity", "robot"]) await show(`bizproc.${kind}.delete`, { CODE: kind });
  server.close();
  server.closeAllConnections();
}

function templateOf(robot: string): Uint8Array {
  const step = (Type: string, Name: string, Properties: Plain, Children: Plain[] = []): Plain => ({
    ...{ Type, Name, Activated: "Y", Properties, Children },
  });
  const root = step("SequentialWorkflowActivity", "Template", { Title: "Robot" }, [
    step(robot, "Ask", {}),
    step("SetFieldActivity", "Keep", { FieldValue: { OPPORTUNITY: "{=Ask:score}" } }),
  ]);
  return writeBpt(fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] }));
}

await tools();
await workflowsAndTasks();
await batches();
await actions(given.application?.clientId ?? null);
process.stdout.write(`${JSON.stringify(seen)}\n`);
process.exit(0);
