// The portal's working time, as people set it and as formulas calculate with it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { changePortal, readPortal, type SettingsChange } from "../../src/operations/change-portal.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const set = (workTime: SettingsChange["workTime"]) =>
  changePortal(world.runtime, world.portalId, { name: null, timeZone: null, privateHandlers: null, ...(workTime ? { workTime } : {}) });

async function said(text: string): Promise<string | undefined> {
  const { runtime, portalId } = world;
  const kind = { kind: "crm", code: "DEAL" } as const;
  const deal = await addDocument(runtime, { portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
  const templateId = await world.template([step("LogActivity", { Text: text })]);
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const id = await startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId: 1, changed: null });
  const rows = await runtime.database.sql<{ text: string }>`select text from workflow_log where workflow_id = ${id}`;
  return rows[0]?.text;
}

it("is Monday to Friday, 9 to 18, until somebody says otherwise", async () => {
  expect((await readPortal(world.runtime, world.portalId)).workCalendar).toMatchObject({ weekHolidays: [0, 6], startMinutes: 540 });
  // A Friday.
  expect(await said("{{=addworkdays('25.12.2026', 1)}}")).toContain("28.12.2026");
});

it("counts from the next run on, each setting by itself", async () => {
  await set({ yearHolidays: ["25.12", "28.12.2026"] });
  await set({ weekHolidays: [5, 6] });
  await set({ startMinutes: 480, endMinutes: 960 });
  expect((await readPortal(world.runtime, world.portalId)).workCalendar).toEqual({
    weekHolidays: [5, 6],
    yearHolidays: ["25.12", "28.12.2026"],
    yearWorkdays: [],
    startMinutes: 480,
    endMinutes: 960,
  });
  expect(await said("{{=addworkdays('24.12.2026', 1)}}")).toContain("27.12.2026");
  expect(await said("{{=addworkdays('27.12.2026', 1)}}")).toContain("29.12.2026");
  expect(await said("{{=workdateadd('24.12.2026 15:00:00', '2h')}}")).toContain("27.12.2026 09:00:00");
  expect(await said("{{=if(isworktime('24.12.2026 17:00:00'), 'at work', 'at home')}}")).toBe("at home");
  await set({ yearWorkdays: ["26.12.2026"] });
  expect(await said("{{=if(isworkday('26.12.2026'), 'at work', 'at home')}}")).toBe("at work");
});

it.each([
  [{ startMinutes: 960, endMinutes: 480 }],
  [{ startMinutes: 480, endMinutes: 1441 }],
  [{ weekHolidays: [7] }],
  [{ weekHolidays: [0, 1, 2, 3, 4, 5, 6], yearWorkdays: [] }],
  [{ yearHolidays: ["31.02"] }],
  [{ yearWorkdays: ["tomorrow"] }],
])("refuses %j", async (workTime) => {
  await expect(set(workTime)).rejects.toMatchObject({ code: "argument-invalid" });
});
