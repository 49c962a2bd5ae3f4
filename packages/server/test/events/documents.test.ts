import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { addSmartProcess } from "../../src/operations/document-types.ts";
import { installApplication } from "../../src/operations/install-application.ts";
import { until } from "../support/server-process.ts";
import { dealType, people, step } from "../support/world.ts";
import { type Application, createEventsWorld, type EventsWorld } from "./world.ts";

let world: EventsWorld;
let mine: Application;
let paths = 0;
let path: string;
beforeAll(async () => {
  world = await createEventsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  mine = await world.application();
  paths += 1;
  path = `/documents/${paths}`;
});

const events = async () => (await world.heard(path)).map(({ tree }) => [tree.event, tree.data.FIELDS.ID]).toSorted();
const ofEmployee = async (method: string, params: object) => (await world.call("employee", method, params)).body.result;

test.each(["deal", "lead"])("what happens to a %s is told, each time with its number", async (kind) => {
  const names = ["ADD", "UPDATE", "DELETE"].map((verb) => `ONCRM${kind.toUpperCase()}${verb}`);
  for (const name of names) await mine.bind(name, path);
  const id = await ofEmployee(`crm.${kind}.add`, { fields: { TITLE: "Chairs" } });
  await ofEmployee(`crm.${kind}.update`, { id, fields: { TITLE: "Tables" } });
  await ofEmployee(`crm.${kind}.delete`, { id });
  expect(await events()).toEqual(names.toSorted().map((name) => [name, String(id)]));
});

test("what happens to an item of a smart process is told under two names", async () => {
  const { runtime, portalId } = world;
  const { code } = await addSmartProcess(runtime, portalId, { name: "Contracts", number: 147, category: null });
  for (const name of ["ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMADD_147", "ONCRMDYNAMICITEMADD_148"]) await mine.bind(name, path);
  const kind = { kind: "crm", code: code as "DYNAMIC_147" } as const;
  const id = await addDocument(runtime, { portalId, userId: people.admin, kind, fields: { TITLE: "Lease" } });
  await until("both are told", async () => (await events()).length === 2);
  expect(await events()).toEqual([
    ["ONCRMDYNAMICITEMADD", String(id)],
    ["ONCRMDYNAMICITEMADD_147", String(id)],
  ]);
});

test("an invoice is told of as the type 31, an estimate by its own name", async () => {
  const { runtime, portalId } = world;
  for (const name of ["ONCRMDYNAMICITEMADD_31", "ONCRMQUOTEADD"]) await mine.bind(name, path);
  const add = (code: "SMART_INVOICE" | "QUOTE") =>
    addDocument(runtime, { portalId, userId: people.admin, kind: { kind: "crm", code }, fields: {} });
  const [invoice, estimate] = [await add("SMART_INVOICE"), await add("QUOTE")];
  await until("both are told", async () => (await events()).length === 2);
  expect(await events()).toEqual([
    ["ONCRMDYNAMICITEMADD_31", String(invoice)],
    ["ONCRMQUOTEADD", String(estimate)],
  ]);
});

test("an event brings its binding, and access in the name of who caused it", async () => {
  await mine.bind("OnCrmDealAdd", path);
  const id = await ofEmployee("crm.deal.add", { fields: { TITLE: "Chairs" } });
  const [call] = await world.heard(path);
  const [binding] = await world.runtime.database.sql<{ id: number }>`select id from event_binding where application_id = ${mine.id}`;
  expect([call?.method, call?.headers["content-type"]]).toEqual(["POST", expect.stringMatching(/^application\/x-www-form-urlencoded/)]);
  expect(call?.tree).toEqual({
    event: "ONCRMDEALADD",
    event_handler_id: String(binding?.id),
    data: { FIELDS: { ID: String(id) } },
    ts: expect.stringMatching(/^\d{10}$/),
    auth: {
      access_token: expect.stringMatching(/^[0-9a-f]{70}$/),
      expires: expect.stringMatching(/^\d{10}$/),
      expires_in: "3600",
      server_endpoint: "http://127.0.0.1:8080/rest/",
      client_endpoint: "http://127.0.0.1:8080/rest/",
      scope: "crm,user,bizproc",
      status: "L",
      application_token: expect.stringMatching(/^[0-9a-f]{32}$/),
      domain: "127.0.0.1:8080",
      member_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      user_id: String(people.employee),
    },
  });
  const url = `${new URL(world.door("admin").url).origin}/rest/profile?auth=${call?.tree.auth.access_token}`;
  expect(await (await fetch(url)).json()).toMatchObject({ result: { ID: String(people.employee) } });
});

test("with a person named in the binding, access is in that person's name", async () => {
  await mine.bind("ONCRMDEALADD", path, { auth_type: people.manager });
  await ofEmployee("crm.deal.add", { fields: {} });
  expect((await world.heard(path))[0]?.tree.auth.user_id).toBe(String(people.manager));
});

test("in the name of somebody who has left there is no access", async () => {
  await mine.bind("ONCRMDEALADD", path, { auth_type: people.dismissed });
  await ofEmployee("crm.deal.add", { fields: {} });
  const [call] = await world.heard(path);
  expect(Object.keys(call?.tree.auth).toSorted()).toEqual(withoutAccess);
});

const withoutAccess = ["application_token", "client_endpoint", "domain", "member_id", "scope", "server_endpoint", "status"];

test("a change by a workflow is told without access, once for all that one move writes", async () => {
  const steps = ["One", "Two"].map((title) => step("SetFieldActivity", { FieldValue: { TITLE: title } }));
  const templateId = await world.template(steps, { documentType: dealType });
  const id = await ofEmployee("crm.deal.add", { fields: { TITLE: "Chairs" } });
  await mine.bind("ONCRMDEALUPDATE", path);
  const start = { TEMPLATE_ID: templateId, DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${id}`] };
  expect((await world.call("admin", "bizproc.workflow.start", start)).status).toBe(200);
  const calls = await world.heard(path);
  expect(calls.map(({ tree }) => [tree.event, tree.data])).toEqual([["ONCRMDEALUPDATE", { FIELDS: { ID: String(id) } }]]);
  expect(Object.keys(calls[0]?.tree.auth).toSorted()).toEqual(withoutAccess);
});

test("workflows that move together tell of each of their documents", async () => {
  const templateId = await world.template([step("SetFieldActivity", { FieldValue: { TITLE: "Set" } })], { documentType: dealType });
  const ids = await Promise.all(Array.from({ length: 20 }, () => ofEmployee("crm.deal.add", { fields: {} })));
  await mine.bind("ONCRMDEALUPDATE", path);
  await Promise.all(
    ids.map((id) =>
      world.call("admin", "bizproc.workflow.start", {
        TEMPLATE_ID: templateId,
        DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${id}`],
      }),
    ),
  );
  expect(await events()).toEqual(ids.map((id) => ["ONCRMDEALUPDATE", String(id)]).toSorted());
});

test("a workflow that starts by itself tells of its change beside the one that started it", async () => {
  await world.template([step("SetFieldActivity", { FieldValue: { COMMENTS: "Checked" } })], { documentType: leadType, autoExecute: 1 });
  await mine.bind("ONCRMLEADADD", path);
  await mine.bind("ONCRMLEADUPDATE", path);
  const id = await ofEmployee("crm.lead.add", { fields: { TITLE: "Ask" } });
  const calls = await world.heard(path);
  expect(calls.map(({ tree }) => [tree.event, tree.data.FIELDS.ID, tree.auth.user_id]).toSorted()).toEqual([
    ["ONCRMLEADADD", String(id), String(people.employee)],
    ["ONCRMLEADUPDATE", String(id), undefined],
  ]);
});

const leadType = ["crm", "CCrmDocumentLead", "LEAD"];

test("a change that is refused is not told", async () => {
  for (const verb of ["ADD", "UPDATE", "DELETE"]) await mine.bind(`ONCRMDEAL${verb}`, path);
  const refused = [
    await world.call("employee", "crm.deal.add", { fields: { CURRENCY_ID: "none" } }),
    await world.call("employee", "crm.deal.update", { id: 999_999, fields: { TITLE: "A" } }),
    await world.call("employee", "crm.deal.delete", { id: 999_999 }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
  expect(await events()).toEqual([]);
});

test("a change that is undone with its transaction is not told", async () => {
  await mine.bind("ONCRMDEALADD", path);
  const { database } = world.runtime;
  await database.run({ text: "alter table document add constraint no_stools check (fields->>'TITLE' <> 'Stools') not valid", values: [] });
  await expect(world.call("employee", "crm.deal.add", { fields: { TITLE: "Stools" } })).rejects.toThrow("INTERNAL_SERVER_ERROR");
  expect(await events()).toEqual([]);
});

test("nobody is called for what was unbound, or bound offline", async () => {
  await mine.bind("ONCRMDEALADD", path);
  await mine.call("event.unbind", { event: "ONCRMDEALADD" });
  await mine.call("event.bind", { event: "ONCRMDEALADD", event_type: "offline" });
  await ofEmployee("crm.deal.add", { fields: { TITLE: "Chairs" } });
  await world.settled();
  expect(await world.runtime.database.sql`select handler from delivery where application_id = ${mine.id}`).toEqual([]);
});

test("an application hears nothing before it is installed", async () => {
  const waiting = await world.application({ hasUi: true });
  await waiting.bind("ONCRMDEALADD", path);
  await ofEmployee("crm.deal.add", { fields: {} });
  expect(await events()).toEqual([]);
  await installApplication(world.runtime, { portalId: world.portalId, applicationId: waiting.id, userId: people.admin });
  const id = await ofEmployee("crm.deal.add", { fields: {} });
  expect(await events()).toEqual([["ONCRMDEALADD", String(id)]]);
});

test("every handler of every application is told, and a failing one keeps nobody waiting", async () => {
  const other = await world.application();
  await mine.bind("ONCRMDEALADD", path);
  await mine.bind("ONCRMDEALADD", `${path}/second`);
  await other.bind("ONCRMDEALADD", `${path}/third`);
  expect((await other.call("event.bind", { event: "ONCRMDEALADD", handler: "http://127.0.0.1:9/gone" })).body.result).toBe(true);
  await ofEmployee("crm.deal.add", { fields: {} });
  for (const end of ["", "/second", "/third"]) await world.handler.called(`${path}${end}`);
  // Its turn comes again, as that of a robot's call would.
  const postponed = await until("the only job that is left", async () => {
    const jobs = await world.runtime.database.sql<{ handler: string; attempt: number }>`
      select payload->>'handler' as handler, attempt from job where run_at < now() + interval '30 seconds'`;
    return jobs.length === 1 && jobs;
  });
  expect(postponed).toEqual([{ handler: "http://127.0.0.1:9/gone", attempt: 1 }]);
  await world.runtime.database.sql`delete from job`;
  await other.call("event.unbind");
});
