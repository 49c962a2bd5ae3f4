import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { completeTask } from "../../src/operations/complete-task.ts";
import { delegateTasks } from "../../src/operations/delegate-tasks.ts";
import { killWorkflow } from "../../src/operations/kill-workflow.ts";
import { listTasks } from "../../src/operations/list-tasks.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { terminateWorkflow } from "../../src/operations/terminate-workflow.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const everything = {
  select: ["ID", "WORKFLOW_ID", "NAME", "ACTIVITY", "DOCUMENT_NAME", "STATUS", "USER_STATUS", "WORKFLOW_STATE"],
  filter: [],
  order: [],
  start: 0,
  count: true,
} as const;

function approval(users: readonly string[], more: object = {}): object {
  return step("ApproveActivity", { Title: "Approve", Name: "Approve {=Document:TITLE}", Users: users, ApproveType: "all", ...more }, [
    step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "WON" } })]),
    step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "LOSE" } })]),
  ]);
}

async function started(children: readonly object[]): Promise<{ workflowId: string; deal: number }> {
  const { runtime, portalId } = world;
  const templateId = await world.template(children);
  const deal = await addDocument(runtime, {
    portalId,
    userId: people.admin,
    kind: { kind: "crm", code: "DEAL" },
    fields: { TITLE: "Desk", ASSIGNED_BY_ID: people.employee },
  });
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const workflowId = await startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
  return { workflowId, deal };
}

async function taskOf(workflowId: string, user: number) {
  const { rows } = await listTasks(
    world.runtime,
    { portalId: world.portalId, userId: user, isAdmin: false },
    { ofUsers: null, query: everything },
  );
  return rows.find((row) => row.WORKFLOW_ID === workflowId);
}

const answer = (taskId: number, userId: number, more: object = {}) =>
  completeTask(world.runtime, { portalId: world.portalId, taskId, userId, answer: "yes", comment: "", fields: {}, ...more });

async function count(table: "workflow" | "workflow_history" | "task" | "workflow_log" | "job", workflowId: string): Promise<number> {
  const column = table === "workflow" || table === "workflow_history" ? "id" : "workflow_id";
  const rows = await world.runtime.database.run<{ count: number }>({
    text: `select count(*) from ${table} where ${column} = $1`,
    values: [workflowId],
  });
  return rows[0]?.count ?? -1;
}

async function stage(deal: number): Promise<unknown> {
  const rows = await world.runtime.database.sql<{
    stage: string;
  }>`select fields->>'STAGE_ID' as stage from document where id = ${deal} and type = 'DEAL'`;
  return rows[0]?.stage;
}

describe("an approval", () => {
  it("waits for everybody, writes the document and leaves the live table when it ends", async () => {
    const { workflowId, deal } = await started([approval(["user_2", "user_3"])]);
    const first = await taskOf(workflowId, people.employee);
    expect(first).toMatchObject({ NAME: "Approve Desk", STATUS: 0, USER_STATUS: 0, ACTIVITY: "ApproveActivity", DOCUMENT_NAME: "Desk" });
    await answer(first?.ID ?? 0, people.employee);
    expect(await count("workflow", workflowId)).toBe(1);
    await answer(first?.ID ?? 0, people.manager);
    expect(await count("workflow", workflowId)).toBe(0);
    expect(await count("workflow_history", workflowId)).toBe(1);
    expect(await stage(deal)).toBe("WON");
    expect(await taskOf(workflowId, people.manager)).toMatchObject({ STATUS: 1, USER_STATUS: 1, WORKFLOW_STATE: "Completed" });
  });

  it("removes whoever still waits when the first no decides", async () => {
    const { workflowId, deal } = await started([approval(["user_2", "user_3"])]);
    const task = await taskOf(workflowId, people.employee);
    await answer(task?.ID ?? 0, people.manager, { answer: "no" });
    expect(await stage(deal)).toBe("LOSE");
    expect(await taskOf(workflowId, people.employee)).toBeUndefined();
  });

  it("refuses somebody else, a second answer, a wrong answer and a missing comment, and changes nothing", async () => {
    const { workflowId } = await started([approval(["user_2", "user_3"], { CommentRequired: "YR" })]);
    const id = (await taskOf(workflowId, people.employee))?.ID ?? 0;
    const before = await count("workflow_log", workflowId);
    await expect(answer(id, people.director)).rejects.toMatchObject({ code: "task-not-found" });
    await expect(answer(id, people.employee, { answer: "ok" })).rejects.toMatchObject({ code: "task-status-incorrect" });
    await expect(answer(id, people.employee, { answer: "no" })).rejects.toMatchObject({ code: "task-execution-failed" });
    await expect(answer(999_999_999, people.employee)).rejects.toMatchObject({ code: "task-not-found" });
    expect(await count("workflow_log", workflowId)).toBe(before);
    await answer(id, people.employee);
    await expect(answer(id, people.employee)).rejects.toMatchObject({ code: "task-already-completed" });
  });

  it("counts every vote once when all answer at the same time", async () => {
    const { workflowId } = await started([approval(["user_1", "user_2", "user_3", "user_4", "user_5"])]);
    const id = (await taskOf(workflowId, people.employee))?.ID ?? 0;
    const voters = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5];
    const outcomes = await Promise.allSettled(voters.map((voter) => answer(id, voter)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(5);
    expect(await count("workflow_history", workflowId)).toBe(1);
  });

  it("lets a delegate vote for the assignee, within the rule of the task", async () => {
    const { workflowId } = await started([approval(["user_3"])]);
    const id = (await taskOf(workflowId, people.manager))?.ID ?? 0;
    const hand = (to: number, caller: { userId: number; isAdmin: boolean }) =>
      delegateTasks(world.runtime, { portalId: world.portalId, taskIds: [id], from: people.manager, to, caller });
    const manager = { userId: people.manager, isAdmin: false };
    await expect(hand(people.accountant, manager)).rejects.toMatchObject({ code: "delegation-failed" });
    await expect(hand(people.dismissed, manager)).rejects.toMatchObject({ code: "delegation-to-outsider" });
    await expect(hand(people.employee, { userId: people.employee, isAdmin: false })).rejects.toMatchObject({
      code: "delegation-user-not-responsible",
    });
    await hand(people.employee, manager);
    await expect(answer(id, people.manager)).rejects.toMatchObject({ code: "task-not-found" });
    await answer(id, people.employee);
    expect(await count("workflow_history", workflowId)).toBe(1);
  });
});

describe("an end from outside", () => {
  it("terminate keeps the log and removes open tasks; kill removes everything", async () => {
    const first = await started([approval(["user_2"], { TimeoutDuration: "2", TimeoutDurationType: "h" })]);
    expect(await count("job", first.workflowId)).toBe(1);
    await terminateWorkflow(world.runtime, {
      portalId: world.portalId,
      workflowId: first.workflowId,
      title: "Stopped",
      userId: people.admin,
    });
    expect(await count("task", first.workflowId)).toBe(0);
    expect(await count("job", first.workflowId)).toBe(0);
    expect(await count("workflow_history", first.workflowId)).toBe(1);
    expect(await count("workflow_log", first.workflowId)).toBeGreaterThan(0);
    const second = await started([approval(["user_2"])]);
    expect(await killWorkflow(world.runtime, { portalId: world.portalId, workflowId: second.workflowId, userId: people.admin })).toBe(true);
    for (const table of ["workflow", "workflow_history", "task", "workflow_log", "job"] as const)
      expect(await count(table, second.workflowId)).toBe(0);
  });
});
