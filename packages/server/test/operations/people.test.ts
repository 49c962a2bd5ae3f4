// Turns, absences, deputies and working days, with workflows that come at the same time.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addAbsence, currentAbsences, removeAbsence, setDeputy } from "../../src/operations/absences.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { moveClock } from "../../src/operations/move-clock.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { setWorkday } from "../../src/operations/set-workday.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { people, step } from "../support/world.ts";

let world: WorkingWorld;
let runtime: Runtime;
let deal: number;
const settle = { timeout: 20_000, interval: 20 };

beforeAll(async () => {
  world = await createWorkingWorld();
  ({ runtime } = world);
  const kind = { kind: "crm", code: "DEAL" } as const;
  deal = await addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
});
afterAll(() => world.close());

function start(templateId: number): Promise<string> {
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  return startWorkflow(runtime, runtime.database, {
    portalId: world.portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
}

const stateOf = (id: string) => readWorkflowState(runtime.database, world.portalId, id);
const ended = (id: string) => vi.waitFor(async () => expect((await stateOf(id))?.status).toBe("completed"), settle);
const named = (...ids: number[]) => ids.map((id) => `user_${id}`);

describe("turns", () => {
  it("are fair to each person, however many workflows come at once", async () => {
    const properties = { UserType: "sequent", UserParameter: named(people.employee, people.manager, people.accountant) };
    const template = await world.template([step("GetUserActivity", properties, [], "Turn")]);
    const ids = await Promise.all(Array.from({ length: 15 }, () => start(template)));
    const chosen = await Promise.all(ids.map(async (id) => String((await stateOf(id))?.results["Turn"]?.["GetUser"])));
    for (const user of properties.UserParameter) expect(chosen.filter((one) => one === user)).toHaveLength(5);
    const other = await start(await world.template([step("GetUserActivity", properties, [], "Turn")]));
    expect((await stateOf(other))?.results["Turn"]).toEqual({ GetUser: named(people.employee) });
  });
});

describe("absences", () => {
  const enter = (userId: number, from: string, to: string) =>
    addAbsence(runtime, world.portalId, { userId, from, to, kind: "vacation", name: "" });

  it("that people enter count for workflows, until they are taken back", async () => {
    const info = await world.template([
      step("GetUserInfoActivity", { GetUser: named(people.director), UserFields: { IS_ABSENT: {}, USER_EMAIL: {} } }, [], "Info"),
    ]);
    const isAbsent = async () => (await stateOf(await start(info)))?.results["Info"]?.["IS_ABSENT"];
    expect(await isAbsent()).toBe("N");
    const today = new Date().toISOString().slice(0, 10);
    const id = await enter(people.director, "2020-01-01", today);
    expect(await currentAbsences(runtime, world.portalId, people.director)).toMatchObject([{ id, kind: "VACATION" }]);
    expect(await isAbsent()).toBe("Y");
    await removeAbsence(runtime, world.portalId, id);
    expect(await isAbsent()).toBe("N");
  });

  it("that workflows enter are the same", async () => {
    const properties = {
      AbsenceUser: named(people.accountant),
      AbsenceFrom: "01.01.2020",
      AbsenceTo: "{=System:Date}",
      AbsenceType: "LEAVESICK",
    };
    const id = await start(await world.template([step("AbsenceActivity", properties)]));
    const [absence] = await currentAbsences(runtime, world.portalId, people.accountant);
    expect(absence).toMatchObject({ kind: "LEAVESICK", workflowId: id });
    await removeAbsence(runtime, world.portalId, absence?.id ?? 0);
  });

  it.each([
    [people.employee, "2026-02-30", "2026-03-01", "argument-invalid"],
    [people.employee, "2026-03-02", "2026-03-01", "argument-invalid"],
    [people.dismissed, "2026-03-01", "2026-03-01", "user-not-found"],
  ])("of %s from %s to %s are refused", async (user, from, to, code) => {
    await expect(enter(user, from, to)).rejects.toMatchObject({ code });
  });

  it("hand tasks to the deputy, who votes for the absent one", async () => {
    await setDeputy(runtime, world.portalId, people.manager, people.employee);
    const absence = await enter(people.manager, "2020-01-01", "2999-12-31");
    const users = named(people.manager, people.director);
    const id = await start(
      await world.template([step("ApproveActivity", { Users: users, Name: "Buy?" }, [step("SequenceActivity"), step("SequenceActivity")])]),
    );
    const places = await runtime.database.sql`
      select u.user_id, u.assignee_id from task_user u join task k on k.portal_id = u.portal_id and k.id = u.task_id
      where k.workflow_id = ${id} order by u.assignee_id`;
    expect(places).toEqual([
      { user_id: people.employee, assignee_id: people.manager },
      { user_id: people.director, assignee_id: people.director },
    ]);
    const log = await runtime.database.sql<{
      text: string;
    }>`select text from workflow_log where workflow_id = ${id} and text like '%away%'`;
    expect(log).toEqual([{ text: "Manager Test is away: the task goes to Employee Test" }]);
    await removeAbsence(runtime, world.portalId, absence);
    const later = await start(await world.template([step("ReviewActivity", { Users: users, Name: "Read" })]));
    const kept = await runtime.database.sql`
      select from task_user u join task k on k.portal_id = u.portal_id and k.id = u.task_id where k.workflow_id = ${later} and u.user_id = u.assignee_id`;
    expect(kept).toHaveLength(2);
  });

  it("name no deputy who is nobody, dismissed, or the person", async () => {
    const { portalId } = world;
    await expect(setDeputy(runtime, portalId, people.manager, people.manager)).rejects.toMatchObject({ code: "argument-invalid" });
    await expect(setDeputy(runtime, portalId, people.manager, people.dismissed)).rejects.toMatchObject({
      code: "argument-invalid",
      details: { reason: expect.stringMatching(/^user \d+ is dismissed$/) },
    });
    await expect(setDeputy(runtime, portalId, 99, null)).rejects.toMatchObject({ code: "user-not-found" });
  });
});

describe("working days", () => {
  const set = (isOpen: boolean) => setWorkday(runtime, world.portalId, people.employee, isOpen);
  const waiting = () => world.template([step("WaitWorkDayActivity", { TargetUser: named(people.employee) }, [], "Wait")]);
  const waits = () => runtime.database.sql`select workflow_id from workday_wait`;

  it("let waiting steps go on when they begin, and later ones at once", async () => {
    const template = await waiting();
    const ids = await Promise.all([start(template), start(template)]);
    expect((await stateOf(ids[0] ?? ""))?.status).toBe("running");
    await set(true);
    await Promise.all(ids.map(ended));
    expect((await stateOf(await start(template)))?.status).toBe("completed");
    expect(await waits()).toEqual([]);
    await set(false);
  });

  it("that begin between a step's look and its wait are not missed", async () => {
    const template = await waiting();
    const blocked = () =>
      runtime.database.sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const started = await runtime.database.transaction(async (tx) => {
      await tx.sql`update portal_user set is_working = true where portal_id = ${world.portalId} and id = ${people.employee}`;
      const starting = start(template);
      // The step has seen a closed day, and now waits for this transaction to end, which tells nobody.
      await vi.waitFor(async () => expect(await blocked()).toHaveLength(1), settle);
      return [starting];
    });
    await ended((await started[0]) ?? "");
    await set(false);
  });

  it("are no longer waited for by what has ended", async () => {
    const id = await start(await waiting());
    expect(await waits()).toHaveLength(1);
    await terminateWorkflow(runtime, { portalId: world.portalId, workflowId: id, title: "", userId: people.admin });
    expect(await waits()).toEqual([]);
  });

  it("are waited for after the pause of a rule", async () => {
    const pause = { TimeoutDuration: "1", TimeoutDurationType: "d", WaitWorkDayUser: named(people.employee) };
    const id = await start(await world.template([step("RobotDelayActivity", pause)]));
    await moveClock(runtime, world.portalId, 86_400_000);
    await vi.waitFor(async () => expect(await waits()).toEqual([{ workflow_id: id }]), settle);
    await set(true);
    await ended(id);
  });
});
