// An order is driven by statuses: commands and time lead from one to the next, and entering and leaving have their own steps.
import { expect } from "vitest";
import { type Step, step } from "../../src/testing/index.ts";
import {
  branch,
  command,
  days,
  define,
  event,
  goTo,
  ifElse,
  note,
  onField,
  otherwise,
  type Scenario,
  setFields,
  terminate,
} from "./build.ts";

const enter = (...steps: Step[]): Step => step("StateInitializationActivity", { Title: "On entering" }, steps);
const leave = (...steps: Step[]): Step => step("StateFinalizationActivity", { Title: "On leaving" }, steps);
const state = (name: string, ...parts: Step[]): Step => step("StateActivity", { Title: `Order is ${name}`, Permission: {} }, parts, name);

const checkSum = ifElse("Sum", branch("nothing to pay", onField("OPPORTUNITY", "=", "0"), goTo("Paid")), otherwise(note("to be paid")));
const states = [
  state(
    "New",
    enter(setFields({ STAGE_ID: "PREPARATION" }), checkSum),
    event(command("Pay"), goTo("Paid")),
    event(days(14, "Two weeks"), goTo("Dropped")),
    leave(note("no longer new")),
  ),
  state("Paid", event(command("Ship"), goTo("Shipped")), event(command("Return"), note("money back"), terminate("Returned"))),
  state("Shipped", enter(setFields({ STAGE_ID: "WON" }))),
  state("Dropped", enter(setFields({ STAGE_ID: "LOSE" })), event(command("Revive"), goTo("New")), event(days(30, "A month"))),
];

export const order: Scenario = {
  name: "Order with statuses",
  make: async () => ({
    source: {
      TEMPLATE: [step("StateMachineWorkflowActivity", { Title: "Order", InitialStateName: "New" }, states, "Template")],
      VARIABLES: define({ Unused: "string" }),
    },
  }),
  branches: 8,
  ends: 3,
  async check(env, source) {
    const run = await env.start(source, { document: { OPPORTUNITY: 100 } });
    expect(run).toMatchObject({ title: "Order is New", commands: ["Pay"] });
    await env.advance("14 days");
    await run.command("Revive");
    await run.command("Pay");
    await run.command("Ship");
    expect(run).toMatchObject({ status: "completed", title: "Order is Shipped", document: { STAGE_ID: "WON" } });
    expect(run.log.filter((line) => line === "no longer new")).toHaveLength(2);
  },
};
