// Two people in two zones on a portal in Berlin: what REST shows of their zones, and which clock their processes tell the time on.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addUser } from "../../src/operations/add-user.ts";
import { listUsers } from "../../src/operations/list-users.ts";
import { setUserTimeZone } from "../../src/operations/set-user-time-zone.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
  await setUserTimeZone(world.runtime, world.portalId, people.admin, "Asia/Tokyo");
  await setUserTimeZone(world.runtime, world.portalId, people.manager, "America/New_York");
});
afterAll(() => world.close());

const result = async (method: string, params: object = {}) => (await world.call("admin", method, params)).body.result;

it("shows each person's own zone, and nothing where it is the portal's", async () => {
  expect(await result("user.current")).toMatchObject({ TIME_ZONE: "Asia/Tokyo" });
  expect(await result("profile")).toMatchObject({ TIME_ZONE: "Asia/Tokyo" });
  const [manager] = await result("user.get", { FILTER: { TIME_ZONE: "America/New_York" } });
  expect(manager).toMatchObject({ ID: String(people.manager), TIME_ZONE: "America/New_York" });
  expect(await result("user.get", { ID: people.employee })).toMatchObject([{ TIME_ZONE: "" }]);
});

it("tells dates of REST on the portal's clock all the same", async () => {
  expect(await result("server.time")).toMatch(/\+0[12]:00$/);
});

it("tells the caller and the owner the time on their own clocks, and saves the moment", async () => {
  const fields = { TITLE: "Desk", ASSIGNED_BY_ID: people.manager, DATE_CREATE: "2026-01-15T12:00:00+01:00" };
  const deal = await result("crm.deal.add", { fields });
  const log = "{{=touserdate('user_1', '15.01.2026 12:00:00')}} | {=Variable:Kept > responsible} | {=Variable:Kept} | {=Variable:Local}";
  const template = await world.template(
    [
      step("SetVariableActivity", {
        VariableValue: { Kept: "15.07.2026 12:00:00", Local: "{=System:NowLocal}", Offset: "=getuserdateoffset({=User:ID})" },
      }),
      step("SetFieldActivity", { FieldValue: { CLOSEDATE: "=touserdate('user_1', '15.01.2026 20:00:00')" } }),
      step("LogActivity", { Text: log }),
      step("DelayActivity", { TimeoutDuration: 1, TimeoutDurationType: "h" }),
    ],
    { VARIABLES: { Kept: { Type: "datetime" }, Local: { Type: "datetime" }, Offset: { Type: "int" } } },
  );
  const id = await result("bizproc.workflow.start", {
    TEMPLATE_ID: template,
    DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
  });
  const { variables = {} } = (await readWorkflowState(world.runtime.database, world.portalId, id)) ?? {};
  // Tokyo has no summer time, Berlin has.
  expect([25_200, 28_800]).toContain(variables["Offset"]);
  expect(variables["Local"]).toMatch(/\+09:00 \[(25200|28800)\]$/);
  const rows = await world.runtime.database.sql<{
    text: string;
  }>`select text from workflow_log where workflow_id = ${id} and text like '%|%'`;
  const [local] = String(variables["Local"]).split("+");
  const shown = String(local).replace(/^(\d+)-(\d+)-(\d+)T/, "$3.$2.$1 ");
  expect(rows[0]?.text).toBe(`15.01.2026 20:00:00 | 15.07.2026 06:00:00 | 15.07.2026 12:00:00 | ${shown}`);
  // Four in the morning of the 16th in Tokyo.
  expect(await result("crm.deal.get", { ID: deal })).toMatchObject({ CLOSEDATE: expect.stringContaining("2026-01-16") });
});

it("takes a zone back, and refuses one that there is not", async () => {
  const set = (user: number, zone: string | null) => setUserTimeZone(world.runtime, world.portalId, user, zone);
  await expect(set(people.employee, "Mars/Olympus")).rejects.toMatchObject({
    code: "argument-invalid",
    details: { reason: expect.stringContaining('"Mars/Olympus" is no time zone') },
  });
  await expect(set(people.employee, "+09:00")).rejects.toMatchObject({ code: "argument-invalid" });
  await expect(set(999, "Asia/Tokyo")).rejects.toMatchObject({ code: "user-not-found" });
  const person = { email: "zoe@example.org", timeZone: "Mars/Olympus" };
  await expect(addUser(world.runtime, world.portalId, person)).rejects.toMatchObject({ code: "argument-invalid" });
  const zoe = await addUser(world.runtime, world.portalId, { ...person, timeZone: "Asia/Kolkata" });
  await set(people.manager, null);
  const zones = new Map((await listUsers(world.runtime, world.portalId)).map(({ id, timeZone }) => [id, timeZone]));
  expect([zones.get(zoe), zones.get(people.manager), zones.get(people.admin)]).toEqual(["Asia/Kolkata", null, "Asia/Tokyo"]);
});
