import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { type Commanded, listCommands, sendCommand } from "../../src/operations/send-command.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const hour = { TimeoutDuration: "1", TimeoutDurationType: "h" };
const goTo = (target: string) => step("SetStateActivity", { TargetStateName: target });
const on = (...steps: object[]) => step("EventDrivenActivity", {}, steps);
const command = (name: string, title: string, permission: readonly string[] = []) =>
  step("HandleExternalEventActivity", { Title: title, Permission: permission }, [], name);

/** Draft and check lead to each other, check leads to done; meanwhile a review and a timer wait in check. */
const states = [
  step("StateActivity", { Title: "Draft" }, [on(command("submit", "Submit"), goTo("check"))], "draft"),
  step(
    "StateActivity",
    { Title: "Check" },
    [
      on(step("DelayActivity", hour), goTo("draft")),
      on(step("ReviewActivity", { Title: "Look", Users: ["user_2"] }), goTo("done")),
      on(command("again", "Again"), goTo("check")),
      on(command("accept", "Accept", ["group_d2"]), goTo("done")),
    ],
    "check",
  ),
  step("StateActivity", { Title: "Done" }, [], "done"),
];

async function started(): Promise<string> {
  const { runtime, portalId } = world;
  const templateId = await world.template(states, {
    rootType: "StateMachineWorkflowActivity",
    rootProperties: { InitialStateName: "draft" },
  });
  const deal = await addDocument(runtime, {
    portalId,
    userId: people.admin,
    kind: { kind: "crm", code: "DEAL" },
    fields: { TITLE: "Desk" },
  });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const start = { portalId, templateId, documentId, parameters: {}, userId: people.admin, changed: null };
  return startWorkflow(runtime, runtime.database, start);
}

const send = (workflowId: string, name: string, userId: number): Promise<Commanded> =>
  sendCommand(world.runtime, { portalId: world.portalId, workflowId, command: name, userId });

const stateOf = (workflowId: string) => readWorkflowState(world.runtime.database, world.portalId, workflowId);

const jobs = (workflowId: string) =>
  world.runtime.database.sql<{ kind: string; id: number }>`select kind, id from job where workflow_id = ${workflowId}`;

async function openTasks(workflowId: string): Promise<number> {
  const rows = await world.runtime.database.sql`select 1 from task where workflow_id = ${workflowId} and status = 0`;
  return rows.length;
}

describe("a command", () => {
  it("moves a process with statuses to its end, and leaves no task and no timer behind", async () => {
    const workflowId = await started();
    expect(await stateOf(workflowId)).toMatchObject({ state: "draft", stateTitle: "Draft" });
    expect(await send(workflowId, "submit", people.employee)).toMatchObject({ kind: "sent", command: { activity: "submit" } });
    expect(await stateOf(workflowId)).toMatchObject({ state: "check", stateTitle: "Check: Waiting for acknowledgment: 0 of 1" });
    expect([await openTasks(workflowId), (await jobs(workflowId)).map(({ kind }) => kind)]).toEqual([1, ["fire-timer"]]);
    expect(await send(workflowId, "accept", people.manager)).toMatchObject({ kind: "sent" });
    expect([await openTasks(workflowId), await jobs(workflowId)]).toEqual([0, []]);
    expect(await stateOf(workflowId)).toMatchObject({ status: "completed", state: "done", stateTitle: "Done" });
    expect(await send(workflowId, "accept", people.manager)).toEqual({ kind: "not-running" });
  });

  it("to the same status sets its task and timer anew", async () => {
    const workflowId = await started();
    await send(workflowId, "submit", people.employee);
    const before = await jobs(workflowId);
    await send(workflowId, "again", people.employee);
    const after = await jobs(workflowId);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await openTasks(workflowId)).toBe(1);
  });

  it("is given by its name or by its title, and the offers are listed", async () => {
    const workflowId = await started();
    expect(await listCommands(world.runtime, world.portalId, workflowId)).toEqual([{ activity: "submit", title: "Submit", users: null }]);
    expect(await send(workflowId, "Submit", people.employee)).toMatchObject({ kind: "sent" });
    const offered = await listCommands(world.runtime, world.portalId, workflowId);
    expect(offered).toEqual(
      expect.arrayContaining([
        { activity: "again", title: "Again", users: null },
        { activity: "accept", title: "Accept", users: expect.arrayContaining([people.manager, people.employee]) },
      ]),
    );
    expect(await send(workflowId, "submit", people.employee)).toEqual({ kind: "not-offered", offered });
    const offeredTo = async (userId: number) =>
      (await listCommands(world.runtime, world.portalId, workflowId, userId))?.map(({ activity }) => activity).toSorted();
    expect([await offeredTo(people.manager), await offeredTo(people.accountant)]).toEqual([["accept", "again"], ["again"]]);
  });

  it("is refused for whoever may not give it, dismissed and unknown people among them, and changes nothing", async () => {
    const workflowId = await started();
    for (const [user, name] of [
      [people.dismissed, "Dismissed Test"],
      [99, "User 99"],
    ] as const) {
      expect(await send(workflowId, "submit", user)).toEqual({ kind: "not-permitted", text: `${name} may not give the command "Submit".` });
    }
    await send(workflowId, "submit", people.employee);
    const before = await stateOf(workflowId);
    expect(await send(workflowId, "accept", people.accountant)).toMatchObject({ kind: "not-permitted" });
    expect(await stateOf(workflowId)).toEqual(before);
  });

  it("counts once when several people give it at the same time", async () => {
    const workflowId = await started();
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((user) => send(workflowId, "submit", user)));
    expect(outcomes.filter(({ kind }) => kind === "sent")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "not-offered")).toHaveLength(4);
    expect([await openTasks(workflowId), (await jobs(workflowId)).length]).toEqual([1, 1]);
  });

  it("reaches no workflow that does not exist, and none of another portal", async () => {
    expect(await send("00000000000000.00000000", "submit", people.admin)).toEqual({ kind: "not-running" });
    const workflowId = await started();
    const elsewhere = { portalId: world.portalId + 1, workflowId, command: "submit", userId: people.admin };
    expect(await sendCommand(world.runtime, elsewhere)).toEqual({ kind: "not-running" });
    expect(await listCommands(world.runtime, world.portalId + 1, workflowId)).toBeNull();
  });
});
