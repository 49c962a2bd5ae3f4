import { describe, expect, test } from "vitest";
import type { Context } from "../model/context.ts";
import { userId } from "../model/ids.ts";
import type { Answers, Presence } from "../model/question.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, hourMs, log, noon, setVariables, TestWorkflow, templateOf, when, whileLoop } from "../test-world.ts";

const everybody = ["user_1", "user_2", "user_3"];

interface World {
  readonly away?: readonly number[];
  readonly working?: readonly number[];
  readonly memory?: Answers["memory"];
  readonly deputies?: Readonly<Record<number, number>>;
}

function presenceOf({ away = [], working = [] }: World): Presence {
  const span = { from: noon - hourMs, to: noon + hourMs };
  return { absences: away.map((id) => ({ user: userId(id), ...span })), working: working.map(userId) };
}

function contextWith(deputies: Readonly<Record<number, number>>): Context {
  const context = contextOf();
  const people = [...context.directory.people].map(([id, person]) => {
    const deputy = deputies[id];
    return [id, deputy === undefined ? person : { ...person, deputy: userId(deputy) }] as const;
  });
  return { ...context, directory: { ...context.directory, people: new Map(people) } };
}

function run(steps: readonly ValueMap[], world: World = {}, variables: ValueMap = {}): TestWorkflow {
  const workflow = new TestWorkflow(templateOf(steps, { variables }), contextWith(world.deputies ?? {}));
  workflow.replyTo = ({ kind }) => {
    if (kind === "presence") return presenceOf(world);
    if (kind === "memory") return world.memory ?? { value: null, version: 0 };
    throw new Error(`nothing else is asked, but ${kind} was`);
  };
  workflow.send({ kind: "started" });
  return workflow;
}

function chosen(properties: ValueMap, world: World = {}): unknown {
  return run([activity("GetUserActivity", "G", properties)], world).resultsOf("G")["GetUser"];
}

describe("by chance", () => {
  test("takes one of those who are named, each of them at times", () => {
    const choose = activity("GetUserActivity", "G", { UserType: "random", UserParameter: everybody });
    const loop = whileLoop("W", when("n", "<", 40), choose, log("{=G:GetUser}"), setVariables("S", { n: "={=Variable:n}+1" }));
    expect(new Set(run([loop], {}, { n: { Type: "int", Default: 0 } }).report)).toEqual(new Set(everybody));
  });

  test("leaves out who is dismissed, and who is away or not at work where the step says so", () => {
    expect(chosen({ UserType: "random", UserParameter: ["user_5", "user_2"] })).toEqual(["user_2"]);
    expect(chosen({ UserType: "random", UserParameter: everybody, SkipAbsent: "Y" }, { away: [1, 3] })).toEqual(["user_2"]);
    expect(chosen({ UserType: "random", UserParameter: everybody, SkipTimeman: "Y" }, { working: [3] })).toEqual(["user_3"]);
  });

  test("without anybody: the first of the reserve who is there", () => {
    const properties = {
      UserType: "random",
      UserParameter: "user_1",
      SkipAbsent: "Y",
      ReserveUserParameter: ["user_2", "user_3", "user_4"],
    };
    expect(chosen(properties, { away: [1, 2] })).toEqual(["user_3"]);
    expect(chosen({ ...properties, SkipAbsentReserve: "N" }, { away: [1, 2] })).toEqual(["user_2"]);
    expect(chosen({ ...properties, SkipTimemanReserve: "Y" }, { away: [1], working: [4] })).toEqual(["user_4"]);
  });

  test("deputies of those who are away come before the reserve", () => {
    const properties = { UserType: "random", UserParameter: ["user_1", "user_2"], SkipAbsent: "Y", ReserveUserParameter: "user_3" };
    expect(chosen(properties, { away: [1, 2], deputies: { 1: 6, 2: 5 } })).toEqual(["user_6"]);
    expect(chosen(properties, { away: [1, 2, 6], deputies: { 1: 6 } })).toEqual(["user_3"]);
    expect(chosen(properties, { away: [1], deputies: { 1: 6 } })).toEqual(["user_2"]);
  });

  test("nobody at all is an error in the log, and nothing in the result", () => {
    const workflow = run([activity("GetUserActivity", "G", { UserType: "random", UserParameter: "user_5" }), log("[{=G:GetUser}]")]);
    expect(workflow.report).toEqual(["[]"]);
    expect(workflow.of("log")[0]).toMatchObject({ type: "error" });
  });
});

describe("in turn", () => {
  const properties = { UserType: "sequent", UserParameter: everybody };
  const memory = (user: number, place: number) => ({ value: { user, place }, version: 4 });

  test("begins with the first, and goes on behind the last one", () => {
    expect(chosen(properties)).toEqual(["user_1"]);
    expect(chosen(properties, { memory: memory(1, 0) })).toEqual(["user_2"]);
    expect(chosen(properties, { memory: memory(3, 2) })).toEqual(["user_1"]);
  });

  test("passes over who is away, who keeps the place in the list", () => {
    expect(chosen({ ...properties, SkipAbsent: "Y" }, { memory: memory(1, 0), away: [2] })).toEqual(["user_3"]);
  });

  test("where the last one has left the list, whoever has moved up is next", () => {
    expect(chosen(properties, { memory: memory(6, 1) })).toEqual(["user_2"]);
    expect(chosen(properties, { memory: memory(6, 7) })).toEqual(["user_2"]);
  });

  test("keeps the turn over the version that it has read, also for later steps of the run", () => {
    const loop = whileLoop(
      "W",
      when("n", "<", 4),
      activity("GetUserActivity", "G", properties),
      log("{=G:GetUser}"),
      setVariables("S", { n: "={=Variable:n}+1" }),
    );
    const workflow = run([loop], { memory: memory(2, 1) }, { n: { Type: "int", Default: 0 } });
    expect(workflow.report).toEqual(["user_3", "user_1", "user_2", "user_3"]);
    expect(workflow.of("remember").map(({ value, readVersion }) => [value, readVersion])).toContainEqual([{ user: 3, place: 2 }, 4]);
  });

  test("the whole reserve where nobody is there", () => {
    const given = { ...properties, SkipAbsent: "Y", ReserveUserParameter: ["user_4", "user_6"] };
    expect(chosen(given, { away: [1, 2, 3] })).toEqual(["user_4", "user_6"]);
  });
});

describe("heads", () => {
  test("of the person's departments, upwards, as many levels as asked for", () => {
    expect(chosen({ UserType: "boss", UserParameter: "user_4" })).toEqual(["user_3", "user_1"]);
    expect(chosen({ UserType: "boss", UserParameter: "user_4", MaxLevel: 1 })).toEqual(["user_3"]);
    expect(chosen({ UserType: "boss", UserParameter: "user_4", MaxLevel: "any" })).toEqual(["user_3", "user_1"]);
  });

  test("neither the person nor who is away counts as a level", () => {
    expect(chosen({ UserType: "boss", UserParameter: "user_3", MaxLevel: 1 })).toEqual(["user_1"]);
    expect(chosen({ UserType: "boss", UserParameter: "user_4", MaxLevel: 1, SkipAbsent: "Y" }, { away: [3] })).toEqual(["user_1"]);
  });

  test("who leads everybody has none", () => {
    expect(chosen({ UserType: "boss", UserParameter: "user_1" })).toBeNull();
    expect(chosen({ UserType: "boss", UserParameter: "user_1", ReserveUserParameter: ["user_2", "user_4"] })).toEqual(["user_2", "user_4"]);
  });
});
