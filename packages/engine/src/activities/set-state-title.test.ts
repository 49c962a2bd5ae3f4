import { expect, test } from "vitest";
import { activity, approve, delay, start } from "../test-world.ts";

const title = (name: string, text: string) => activity("SetStateTitleActivity", name, { TargetStateTitle: text });

test("the title shows while the workflow waits, and stays when it completes", () => {
  const workflow = start([title("t", "Deal {=Document:TITLE}"), delay("wait")]);
  expect(workflow.state.stateTitle).toBe("Deal Big deal");
  workflow.fire("wait");
  expect(workflow.state).toMatchObject({ state: "Completed", stateTitle: "Deal Big deal" });
});

test("a status text of a task covers the title until the end", () => {
  const workflow = start([title("t", "On its way"), approve("ask", { Users: "user_1" })]);
  expect(workflow.state.stateTitle).toBe("Waiting for approval: 0 of 1");
  workflow.answer(1, "yes");
  expect(workflow.state).toMatchObject({ status: "completed", stateTitle: "On its way" });
});

test("without a title of its own a workflow ends as Completed", () => {
  const workflow = start([approve("ask", { Users: "user_1" })]);
  workflow.answer(1, "yes");
  expect(workflow.state.stateTitle).toBe("Completed");
});

test("the last title counts; a termination has its own", () => {
  expect(start([title("a", "A"), title("b", "B")]).state.stateTitle).toBe("B");
  const workflow = start([title("a", "A"), delay("wait")]);
  workflow.send({ kind: "terminated", title: "Stopped" });
  expect(workflow.state.stateTitle).toBe("Stopped");
});

test("a title has at most 255 characters", () => {
  expect(start([title("a", "x".repeat(999))]).state.stateTitle).toHaveLength(255);
});
