import { describe, expect, test } from "vitest";
import { defaultLimits } from "../model/context.ts";
import {
  activity,
  branch,
  command,
  deactivated,
  goTo,
  ifElse,
  log,
  machine,
  on,
  onEntry,
  onLeaving,
  setVariables,
  start,
  state,
  when,
} from "../test-world.ts";

const variables = { N: { Type: "int", Default: "0" }, Next: { Type: "string" } };
const count = (name: string) => setVariables(name, { N: "={=Variable:N}+1" });

test("begins with its first status, and goes from one to the next as events tell it to", () => {
  const workflow = start(
    machine(
      state("draft", on("e1", command("submit"), log("submitted"), goTo("g1", "check"))),
      state("check", on("e2", command("back"), goTo("g2", "draft")), on("e3", command("accept"), goTo("g3", "done"))),
      state("done", onEntry("i", log("done"))),
    ),
  );
  const names = () => Object.keys(workflow.state.active).sort();
  expect(names()).toEqual(["Template", "draft", "e1", "submit"]);
  expect(workflow.state).toMatchObject({ status: "running", state: "draft", stateTitle: "Is draft" });
  workflow.give("submit");
  expect(names()).toEqual(["Template", "accept", "back", "check", "e2", "e3"]);
  expect(workflow.state).toMatchObject({ state: "check", stateTitle: "Is check" });
  workflow.give("back");
  expect(names()).toEqual(["Template", "draft", "e1", "submit"]);
  workflow.give("submit");
  workflow.give("accept");
  expect(workflow.report).toEqual(["submitted", "submitted", "done"]);
  expect(workflow.state).toMatchObject({ status: "completed", state: "done", stateTitle: "Is done" });
});

test("the first status may be calculated; one that is not there is an incident, which a retry looks at again", () => {
  const root = activity("StateMachineWorkflowActivity", "Template", { InitialStateName: "{=Template:First}" }, [state("a"), state("b")]);
  const parameters = { First: { Type: "string" } };
  expect(start(root, { parameters, given: { First: "b" } }).state).toMatchObject({ status: "completed", state: "b" });
  const lost = start(root, { parameters, given: { First: "c" } });
  expect(lost.state).toMatchObject({
    status: "held",
    incidents: { Template: { kind: "fault", text: 'There is no status "c". The statuses of this process are: a, b.' } },
  });
  lost.retry("Template");
  expect(lost.state.status).toBe("held");
  expect(start(root, { parameters }).state.incidents).toMatchObject({ Template: { text: expect.stringMatching(/^No status is named/) } });
});

test("without statuses there is nothing to begin with", () => {
  expect(start(machine()).state.incidents).toMatchObject({ Template: { text: expect.stringMatching(/are: none\.$/) } });
});

test("a status that is switched off is passed by, and ends the workflow for want of a next one", () => {
  const workflow = start(machine(state("a", onEntry("i", goTo("g", "b"))), deactivated(state("b", onEntry("never", log("never"))))));
  expect(workflow.state).toMatchObject({ status: "completed", state: "a", stateTitle: "Is a" });
  expect(workflow.report).toEqual([]);
});

describe("statuses that go in a circle", () => {
  const circle = machine(
    state("a", onEntry("ia", count("n"), goTo("ga", "b"))),
    state(
      "b",
      onEntry(
        "ib",
        ifElse("if", branch("more", when("N", "<", "50"), goTo("gb", "a")), branch("enough", {}, log("{=Variable:N}"))),
        log("out"),
      ),
      onLeaving("fb", log("left")),
    ),
  );

  test("end by themselves where a condition ends them", () => {
    const workflow = start(circle, { variables });
    expect(workflow.report.slice(-4)).toEqual(["out", "left", "50", "out"]);
    expect(workflow.state).toMatchObject({ status: "completed", state: "b", variables: { N: 50 } });
  });

  test.each([1, 2, 3, 7, 20, 97])("are held after %i steps, and a retry goes on exactly there", (steps) => {
    const whole = start(circle, { variables });
    const workflow = start(circle, { variables, context: { limits: { ...defaultLimits, steps } } });
    let retries = 0;
    for (; workflow.state.status === "held"; retries += 1) {
      const [incident] = Object.values(workflow.state.incidents);
      expect(incident).toMatchObject({ kind: "loop-limit", text: expect.stringContaining(`${steps} steps`) });
      workflow.retry(incident?.activity ?? "");
    }
    expect(retries).toBeGreaterThan(0);
    expect(workflow.report).toEqual(whole.report);
    expect(workflow.state).toEqual(whole.state);
  });

  test("without an end are held, and can be terminated", () => {
    const workflow = start(machine(state("a", onEntry("i", goTo("g", "a")))));
    expect(Object.values(workflow.state.incidents)).toMatchObject([{ kind: "loop-limit" }]);
    workflow.send({ kind: "terminated", title: "" });
    expect(workflow.state).toMatchObject({ status: "terminated", state: "Terminated", stateTitle: "Terminated" });
  });
});
