// Rights that workflows set: whom they let see, change and delete documents, start on them, and see workflows.
import type { DocumentTriple, ValueMap } from "@kontor/engine/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Person, readAccessRights } from "../../src/operations/access-rights.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { addList } from "../../src/operations/add-list.ts";
import { raiseWebhookTrigger } from "../../src/operations/application-triggers.ts";
import { deleteDocument } from "../../src/operations/delete-document.ts";
import { type DocumentKind, getDocument } from "../../src/operations/get-document.ts";
import { readWorkflowLog } from "../../src/operations/incidents.ts";
import { listDocuments } from "../../src/operations/list-documents.ts";
import { listWorkflows } from "../../src/operations/list-workflows.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import { readRuleFile } from "../../src/operations/robo-package.ts";
import { addScript, runScript } from "../../src/operations/scripts.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { updateDocument } from "../../src/operations/update-document.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { dealType, people, step } from "../support/world.ts";

const deals: DocumentKind = { kind: "crm", code: "DEAL" };
const pause = () => step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" });
const set = (Permission: object, SetMode = "2", SetScope = "2") => step("SetPermissionsActivity", { Permission, SetMode, SetScope });
const as = (userId: number): Person => ({ userId, isAdmin: userId === people.admin });
let world: WorkingWorld;

beforeAll(async () => {
  world = await createWorkingWorld();
});
afterAll(() => world.close());

async function dealWith(rights: readonly object[], fields: ValueMap = {}): Promise<number> {
  const deal = await addDocument(world.runtime, { portalId: world.portalId, userId: people.employee, kind: deals, fields });
  await start([...rights, pause()], deal);
  return deal;
}

async function start(children: readonly object[], deal: number, parts: object = {}, userId: number = people.admin): Promise<string> {
  const templateId = await world.template(children, parts);
  const documentId = [...dealType.slice(0, 2), `DEAL_${deal}`];
  const { runtime, portalId } = world;
  return startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId, changed: null });
}

type Act = "get" | "list" | "update" | "delete";
const acts: Readonly<Record<Act, (deal: number, person: Person) => Promise<unknown>>> = {
  get: (number, person) => getDocument(world.runtime, { portalId: world.portalId, kind: deals, key: { number }, person }),
  update: (number, person) =>
    updateDocument(world.runtime, {
      portalId: world.portalId,
      userId: person.userId,
      kind: deals,
      key: { number },
      fields: { COMMENTS: "x" },
      person,
    }),
  delete: (number, person) =>
    deleteDocument(world.runtime, { portalId: world.portalId, userId: person.userId, kind: deals, key: { number }, person }),
  list: async (deal, person) => {
    const query = { filter: [{ field: "ID", operator: "=", value: deal }], order: [], start: 0, limit: 50, count: true } as const;
    const { rows, total } = await listDocuments(world.runtime, {
      portalId: world.portalId,
      kind: deals,
      selection: null,
      person,
      ...query,
    });
    expect(total).toBe(rows.length);
    if (rows.length === 0) throw Object.assign(new Error("not in the list"), { code: "crm-access-denied" });
  },
};

async function may(userId: number, deal: number, what: readonly Act[] = ["get", "list", "update"]): Promise<Act[]> {
  const allowed: Act[] = [];
  for (const act of what) {
    const outcome = await acts[act](deal, as(userId)).then(
      () => "done",
      ({ code }: { code: string }) => code,
    );
    expect(["done", "crm-access-denied"]).toContain(outcome);
    if (outcome === "done") allowed.push(act);
  }
  return allowed;
}
const everything = ["get", "list", "update"];
const reading = ["get", "list"];

describe("rights on a document", () => {
  it("are needed where a workflow has replaced them; administrators do not need any", async () => {
    const deal = await dealWith([set({ read: ["user_2"], write: ["user_3"] })]);
    expect(await may(people.employee, deal)).toEqual(reading);
    expect(await may(people.manager, deal)).toEqual(everything);
    expect(await may(people.accountant, deal)).toEqual([]);
    expect(await may(people.admin, deal)).toEqual(everything);
  });

  it("are not needed on other documents", async () => {
    await dealWith([set({ read: ["user_2"] })]);
    const open = await dealWith([]);
    expect(await may(people.accountant, open)).toEqual(everything);
  });

  it("that are added keep what everybody may, and what a workflow has set before", async () => {
    const open = await dealWith([set({ read: ["user_2"] }, "1")]);
    expect(await may(people.accountant, open)).toEqual(everything);
    const closed = await dealWith([set({ read: ["user_2"] }), set({ write: ["user_5"] }, "1")]);
    expect(await may(people.employee, closed)).toEqual(reading);
    expect(await may(people.accountant, closed)).toEqual(everything);
    expect(await may(people.director, closed)).toEqual([]);
  });

  it("that are cleared leave the document open", async () => {
    const deal = await dealWith([set({ read: ["user_2"] }), set({}, "3")]);
    expect(await may(people.accountant, deal)).toEqual(everything);
  });

  it("whose people come out as nobody let nobody in; operations that name nobody say nothing", async () => {
    const nobody = await dealWith([set({ read: ["{=Variable:Nobody}"] })]);
    expect(await may(people.employee, nobody)).toEqual([]);
    expect(await may(people.admin, nobody)).toEqual(everything);
    const silent = await dealWith([set({ R: [], W: [] })]);
    expect(await may(people.employee, silent)).toEqual(everything);
  });

  it.each([
    ["the author", ["author"], [people.employee]],
    ["a department", ["group_d2"], [people.employee, people.manager]],
    ["a department with those below it", ["group_dr1"], [people.employee, people.manager, people.director, people.accountant]],
    ["a department of the company's structure", ["group_hr1"], [people.director, people.accountant]],
    ["everybody", ["group_ua"], [people.employee, people.manager, people.director, people.accountant]],
  ])("of %s", async (_, holders, expected) => {
    const deal = await dealWith([set({ R: holders })]);
    const seen: number[] = [];
    for (const user of [people.employee, people.manager, people.director, people.accountant]) {
      if ((await may(user, deal)).length > 0) seen.push(user);
    }
    expect(seen).toEqual(expected);
  });

  it.each([
    ["read", reading],
    ["R", reading],
    ["U", everything],
    ["write", [...everything, "delete"]],
    ["W", [...everything, "delete"]],
    ["X", [...everything, "delete"]],
    ["delete", [...reading, "delete"]],
    ["D", []],
  ])("by the operation %s", async (operation, expected) => {
    const deal = await dealWith([set({ [operation]: ["user_3"] })]);
    expect(await may(people.manager, deal, ["get", "list", "update", "delete"])).toEqual(expected);
  });

  it("go with the document", async () => {
    const deal = await dealWith([set({ X: ["user_3"] })]);
    await acts.delete(deal, as(people.manager));
    expect(await readAccessRights(world.runtime, world.portalId, [...dealType.slice(0, 2), `DEAL_${deal}`])).toEqual([]);
  });

  it("count for elements of lists", async () => {
    const { runtime, portalId } = world;
    const list = await addList(runtime, { portalId, name: "Bills", code: "", blockType: "lists", properties: [] });
    const kind = { kind: "list", blockType: "lists", number: list, symbolicCode: "" } as const;
    const number = await addDocument(runtime, { portalId, userId: people.admin, kind, fields: { NAME: "Bill" } });
    const documentType: DocumentTriple = ["lists", "BizprocDocument", `iblock_${list}`];
    const templateId = await world.template([set({ R: ["user_2"] }), pause()], { documentType });
    const documentId = ["lists", "BizprocDocument", String(number)];
    await startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId: 1, changed: null });
    const of = (userId: number) => ({ portalId, userId, kind, key: { number }, person: as(userId) });
    await expect(updateDocument(runtime, { ...of(people.employee), fields: { NAME: "x" } })).rejects.toMatchObject({
      code: "list-access-denied",
    });
    await expect(deleteDocument(runtime, of(people.accountant))).rejects.toMatchObject({ code: "list-access-denied" });
    const query = { filter: [], order: [], start: 0, limit: 50, count: false, selection: null } as const;
    const namesFor = async (userId: number) =>
      (await listDocuments(runtime, { portalId, kind, ...query, person: as(userId) })).rows.map(({ NAME }) => NAME);
    await expect(
      listDocuments(runtime, { portalId, kind, ...query, person: as(people.accountant), key: { number } }),
    ).rejects.toMatchObject({
      code: "list-access-denied",
    });
    expect([await namesFor(people.employee), await namesFor(people.accountant)]).toEqual([["Bill"], []]);
  });

  it("decide who may start smart scripts on it and raise triggers for it", async () => {
    const { runtime, portalId } = world;
    const file = readRuleFile(
      new TextEncoder().encode(JSON.stringify([{ Type: "SetFieldActivity", Properties: { FieldValue: { COMMENTS: "run" } } }])),
    );
    const id = await addScript(runtime, { portalId, userId: people.admin, type: "DEAL", name: "Script", file });
    const deal = await dealWith([set({ read: ["user_2"], start: ["user_3"] })]);
    const run = async (userId: number) =>
      (await runScript(runtime, { portalId, userId, id, documents: [String(deal)], parameters: {} }))[0];
    expect(await run(people.employee)).toMatchObject({ workflowId: null, problem: "the person may not start workflows on it" });
    expect(await run(people.manager)).toMatchObject({ problem: "" });
    expect(await run(people.admin)).toMatchObject({ problem: "" });
    const raise = (userId: number) => raiseWebhookTrigger(runtime, { portalId, person: as(userId), target: `DEAL_${deal}`, code: "" });
    await expect(raise(people.manager)).rejects.toMatchObject({ code: "trigger-update-denied" });
    await raise(people.admin);
  });
});

describe("a workflow is seen by", () => {
  const seenBy = async (userId: number | undefined) => {
    const query = { select: ["ID"], filter: [], order: [], start: 0, count: true } as const;
    const { rows } = await listWorkflows(world.runtime, world.portalId, query, userId === undefined ? undefined : as(userId));
    return rows.map(({ ID }) => ID);
  };
  const see = async (id: string, of: readonly number[] = Object.values(people).filter((user) => user !== people.dismissed)) => {
    const seen: number[] = [];
    for (const user of of) {
      const isListed = (await seenBy(user)).includes(id);
      const hasLog = (await readWorkflowLog(world.runtime, world.portalId, id, as(user))).length > 0;
      expect(hasLog).toBe(isListed);
      if (isListed) seen.push(user);
    }
    return seen;
  };
  const logged = () => step("LogActivity", { Text: "begun" });

  it("administrators and who has started it", async () => {
    const deal = await dealWith([]);
    expect(await see(await start([logged(), pause()], deal, {}, people.employee))).toEqual([people.admin, people.employee]);
  });

  it("whom it asks", async () => {
    const deal = await dealWith([]);
    const ask = step("ReviewActivity", { Users: ["user_4"], Name: "Read this" });
    expect(await see(await start([logged(), ask], deal))).toEqual([people.admin, people.director]);
  });

  it("who has a right on it by its root, or by a step", async () => {
    const deal = await dealWith([]);
    const rootProperties = { Permission: { R: ["group_d2"] } };
    expect(await see(await start([logged(), pause()], deal, { rootProperties }))).toEqual([people.admin, people.employee, people.manager]);
    expect(await see(await start([logged(), set({ R: ["user_5"] }, "1", "1"), pause()], deal))).toEqual([people.admin, people.accountant]);
  });

  it("who has a right on it by its status, for as long as the status does not replace it", async () => {
    const deal = await dealWith([]);
    const status = (name: string, rights: object, next: string) =>
      step(
        "StateActivity",
        { Title: name, ...rights },
        [
          step("StateInitializationActivity", {}, [logged()]),
          step("EventDrivenActivity", {}, [
            step("DelayActivity", { TimeoutDuration: "1", TimeoutDurationType: "d" }, [], `${name}_wait`),
            step("SetStateActivity", { TargetStateName: next }),
          ]),
        ],
        name,
      );
    const parts = { rootType: "StateMachineWorkflowActivity", rootProperties: { InitialStateName: "one" } };
    const states = [
      status("one", { Permission: { R: ["user_2"] } }, "two"),
      status("two", { Permission: { R: ["user_3"] }, PermissionMode: "2", PermissionScope: "1" }, "one"),
    ];
    const id = await start(states, deal, parts);
    expect(await see(id)).toEqual([people.admin, people.employee]);
    await moveClock(world.runtime, world.portalId, 2 * 86_400_000);
    world.runtime.wake();
    await expect.poll(() => see(id), { timeout: 20_000 }).toEqual([people.admin, people.manager]);
    await terminateWorkflow(world.runtime, { portalId: world.portalId, workflowId: id, title: "", userId: null });
    expect((await readWorkflowLog(world.runtime, world.portalId, id, as(people.manager))).length).toBeGreaterThan(0);
  });
});
