// Any template of supported activities, any order of events: what must hold of every workflow. The checks after each event are TestWorkflow's.
import fc from "fast-check";
import { expect, test } from "vitest";
import { commandsOf } from "./activities/command.ts";
import { defaultLimits } from "./model/context.ts";
import type { Event, TaskAnswer } from "./model/event.ts";
import { activityName, userId } from "./model/ids.ts";
import { asList, asMap, asText, type Value, type ValueMap } from "./model/value.ts";
import { activity, application, appStep, appType, contextOf, deactivated, TestWorkflow, templateOfRoot } from "./test-world.ts";

// Templates.

const text = fc.constantFrom(
  "a",
  "",
  "{=Variable:N}",
  "{=Document:TITLE}",
  "={=Variable:N}+1",
  "{=s1:Comments}",
  "{=s2:Value}",
  "{{=1/0}}",
  "__proto__",
);
const users = fc.constantFrom<Value>(
  "user_1",
  ["user_1", "user_2"],
  ["user_1", "user_2", "user_3"],
  "group_d2",
  "user_5",
  "{=Variable:Many}",
  "author",
);
const condition = fc.oneof(
  fc.constant<ValueMap>({}),
  fc.record({
    propertyvariablecondition: fc.tuple(fc.tuple(fc.constantFrom("N", "T", "X"), fc.constantFrom("=", "<", "!=", "empty"), text)),
  }),
  fc.constant<ValueMap>({ mixedcondition: [{ object: "s1", field: "IsTimeout", operator: "=", value: "1" }] }),
);
const span = fc.record({ TimeoutDuration: fc.constantFrom("", 0, 5, "90"), TimeoutDurationType: fc.constantFrom("s", "m", "h") });
const task = fc.record({
  Users: users,
  ApproveType: fc.constantFrom("any", "all", "vote"),
  ApproveMinPercent: fc.constantFrom(0, 50, 66, 100),
  ApproveWaitForAll: fc.constantFrom("Y", "N"),
  CommentRequired: fc.constantFrom("N", "Y", "YA", "YR"),
  CancelType: fc.constantFrom("any", "all"),
  SaveVariables: fc.constantFrom("Y", "N"),
  StatusMessage: text,
  RequestedInformation: fc.constantFrom<Value>(
    [],
    [{ Name: "N", Type: "int", Required: "Y" }],
    [{ Name: "T", Type: "date", Default: "{=System:Now}" }],
  ),
});
const withSpan = (properties: fc.Arbitrary<ValueMap>): fc.Arbitrary<ValueMap> =>
  fc.tuple(properties, span).map(([a, b]) => ({ ...a, ...b }));

interface Shape {
  readonly type: string;
  readonly properties: ValueMap;
  readonly off: boolean;
  readonly children: readonly Shape[];
}

const off = fc.integer({ min: 0, max: 19 }).map((roll) => roll === 0);
const leaf = (type: string, properties: fc.Arbitrary<ValueMap>): fc.Arbitrary<Shape> =>
  fc.record({ type: fc.constant(type), properties, off, children: fc.constant([]) });

const none = fc.constant<ValueMap>({});
const loopSource = fc.record({
  Object: fc.constantFrom("Document", "Variable", "s1"),
  Variable: fc.constantFrom("TAGS", "Many", "N", "UserApprovers"),
});
const assignments = fc.dictionary(fc.constantFrom("N", "T", "Many", "X", "__proto__"), text, { maxKeys: 2 });
const fields = fc.dictionary(fc.constantFrom("TITLE", "TAGS", "OPPORTUNITY"), text);

/** Most of them are there: see `plain`. */
const target = fc.constantFrom("#0", "#1", "#2", "#3", "#1", "#2", "#3", "={=Variable:N}", "nowhere");

const setState = leaf("SetStateActivity", fc.record({ TargetStateName: target, CancelCurrentState: fc.constantFrom("N", "N", "Y") }));
const command = leaf("HandleExternalEventActivity", fc.record({ Permission: fc.oneof(fc.constant<Value>([]), users) }));
const pause = leaf("DelayActivity", withSpan(none));

/** Waits and containers more often than what is over at once. */
const leaves: readonly (readonly [weight: number, leaf: fc.Arbitrary<Shape>])[] = [
  [2, leaf("LogActivity", fc.record({ Text: text }))],
  [3, leaf("SetVariableActivity", fc.record({ VariableValue: assignments }))],
  [1, leaf("SetFieldActivity", fc.record({ FieldValue: fields, MergeMultipleFields: fc.constantFrom("Y", "N") }))],
  [1, leaf("SetStateTitleActivity", fc.record({ TargetStateTitle: text }))],
  [1, leaf("IMNotifyActivity", fc.record({ MessageSite: text, MessageUserTo: users }))],
  [4, leaf("DelayActivity", withSpan(fc.record({ TimeoutTime: fc.constantFrom("", "25.12.2025", "{=System:Now}") })))],
  [3, leaf("ReviewActivity", withSpan(task))],
  [3, leaf("RequestInformationActivity", withSpan(task))],
  [6, leaf(appType, withSpan(fc.record({ UseSubscription: fc.constantFrom("Y", "N", ""), Note: text })))],
  [
    1,
    leaf(
      "TerminateActivity",
      fc.record({
        TerminateType: fc.constantFrom("current", "allExceptCurrentByDocumentAndTemplate"),
        KillWorkflow: fc.constantFrom("Y", "N"),
      }),
    ),
  ],
  [3, command],
  [1, setState],
  [1, leaf("NoSuchActivity", none)],
];

const { step, state } = fc.letrec<{ step: Shape; block: Shape; reaction: Shape; state: Shape }>((tie) => {
  const inner = (
    type: string,
    properties: fc.Arbitrary<ValueMap>,
    min: number,
    max: number,
    of: fc.Arbitrary<Shape>,
  ): fc.Arbitrary<Shape> =>
    fc.record({ type: fc.constant(type), properties, off, children: fc.array(of, { minLength: min, maxLength: max, size: "max" }) });
  const containers: readonly (readonly [weight: number, container: fc.Arbitrary<Shape>])[] = [
    [5, inner("ApproveActivity", withSpan(task), 0, 2, tie("block"))],
    [3, inner("RequestInformationOptionalActivity", withSpan(task), 0, 2, tie("block"))],
    [6, inner("ParallelActivity", none, 0, 3, tie("block"))],
    [3, inner("IfElseActivity", none, 0, 3, inner("IfElseBranchActivity", condition, 0, 3, tie("step")))],
    [4, inner("WhileActivity", condition, 0, 1, tie("block"))],
    [4, inner("ForEachActivity", loopSource, 0, 1, tie("block"))],
    [5, inner("ListenActivity", none, 0, 3, tie("reaction"))],
    [1, tie("block")],
  ];
  const weighted = [...leaves, ...containers].map(([weight, arbitrary]) => ({ weight, arbitrary }));
  return {
    block: inner("SequenceActivity", none, 0, 3, tie("step")),
    step: fc.oneof({ depthSize: "medium", withCrossShrink: true }, ...weighted),
    // Any step may be the trigger, though designers offer few.
    reaction: fc.oneof(
      { weight: 1, arbitrary: inner("EventDrivenActivity", none, 0, 3, tie("step")) },
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant("EventDrivenActivity"),
          properties: none,
          off,
          children: fc.tuple(fc.oneof(command, pause, tie("step")), tie("step"), setState),
        }),
      },
    ),
    state: fc.record({
      type: fc.constant("StateActivity"),
      properties: fc.record({ Title: text }),
      off,
      children: fc.array(
        fc.oneof(
          { weight: 3, arbitrary: tie("reaction") },
          { weight: 2, arbitrary: inner("StateInitializationActivity", none, 0, 3, tie("step")) },
          { weight: 1, arbitrary: inner("StateFinalizationActivity", none, 0, 2, tie("step")) },
        ),
        { minLength: 1, maxLength: 4, size: "max" },
      ),
    }),
  };
});

/** A sequence of steps, where they are statuses a process with statuses, or steps on a canvas with the links between them. */
interface Process {
  readonly root: "SequentialWorkflowActivity" | "StateMachineWorkflowActivity" | "NodeWorkflowActivity";
  readonly shapes: readonly Shape[];
  readonly links?: readonly (readonly [from: number, to: number, ports: number])[];
}

const process: fc.Arbitrary<Process> = fc.oneof(
  fc.record({
    root: fc.constant("SequentialWorkflowActivity" as const),
    shapes: fc.array(step, { minLength: 2, maxLength: 6, size: "max" }),
  }),
  fc.record({
    root: fc.constant("StateMachineWorkflowActivity" as const),
    shapes: fc.array(state, { minLength: 1, maxLength: 4, size: "max" }),
  }),
  fc.record({
    root: fc.constant("NodeWorkflowActivity" as const),
    shapes: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: step },
        { weight: 3, arbitrary: leaf("IfElseActivity", condition) },
        { weight: 2, arbitrary: leaf("ForEachActivity", loopSource) },
        { weight: 2, arbitrary: leaf("ApproveActivity", withSpan(task)) },
        { weight: 1, arbitrary: leaf("MergeActivity", none) },
      ),
      { minLength: 2, maxLength: 6, size: "max" },
    ),
    links: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.nat(3)), { maxLength: 12 }),
  }),
);

/** Links of the canvas from node to node; `ports` says by which output, and to which input. */
function linksOf(links: Process["links"], nodes: readonly ValueMap[]): Value {
  const forked = new Set(["IfElseActivity", "ForEachActivity", "ApproveActivity"]);
  return (links ?? []).flatMap(([from, to, ports]) => {
    const [source, end] = [nodes[from % nodes.length], nodes[to % nodes.length]];
    if (!source || !end) return [];
    const output = forked.has(asText(source["Type"] ?? null)) && asList(source["Children"]).length === 0 ? ports % 2 : 0;
    return [[`${asText(source["Name"] ?? null)}:o${output}`, `${asText(end["Name"] ?? null)}:i${ports > 1 ? 1 : 0}`]];
  });
}

function plain({ root, shapes, links }: Process): ValueMap {
  let number = 0;
  const build = ({ type, properties, off: isOff, children }: Shape): ValueMap => {
    number += 1;
    const name = `s${number}`;
    const built = type === appType ? appStep(name, properties) : activity(type, name, properties, children.map(build));
    return isOff ? deactivated(built) : built;
  };
  const built = shapes.map(build);
  const children = root === "NodeWorkflowActivity" ? [activity("ManualStartTrigger", "go"), ...built] : built;
  const names = children.map(({ Name }) => asText(Name ?? null));
  return led(activity(root, "Template", { InitialStateName: names[0] ?? "", Links: linksOf(links, children) }, children), names);
}

/** Targets `#0`, `#1`, … become the names of statuses. */
function led(plainActivity: ValueMap, names: readonly string[]): ValueMap {
  const properties = asMap(plainActivity["Properties"]);
  const wanted = /^#(\d)$/.exec(asText(properties["TargetStateName"] ?? null));
  const name = wanted ? (names[Number(wanted[1]) % Math.max(1, names.length)] ?? "") : null;
  return {
    ...plainActivity,
    Properties: name === null ? properties : { ...properties, TargetStateName: name },
    Children: asList(plainActivity["Children"]).map((child) => led(asMap(child), names)),
  };
}

// Events: each is chosen among what stands open, or is stale, foreign or doubled.

type Move = readonly [kind: number, which: number, detail: number];
const moves = fc.array(fc.tuple(fc.nat(11), fc.nat(20), fc.nat(20)), { minLength: 8, maxLength: 40, size: "max" });
const answers: readonly TaskAnswer[] = ["yes", "no", "ok", "cancel"];

/** What one says to a task, and what else. */
function fitting(type: string | undefined): readonly TaskAnswer[] {
  if (type === "ApproveActivity") return ["yes", "no"];
  return type === "RequestInformationOptionalActivity" ? ["ok", "cancel"] : ["ok", "ok"];
}

function eventOf(workflow: TestWorkflow, sent: readonly Event[], [kind, which, detail]: Move): Event {
  const pick = <T>(list: readonly T[]): T | undefined => list[which % Math.max(1, list.length)];
  const anywhere = activityName(`s${which}`);
  const opened = [...workflow.tasks.values()];
  const called = workflow.of("call-handler");
  switch (kind) {
    case 0:
    case 1:
    case 2: {
      const made = kind === 2 ? workflow.of("create-task").map((effect) => ({ ...effect.task, activity: effect.activity })) : opened;
      const asked = pick(made);
      const assignee = asked?.assignees[detail % asked.assignees.length] ?? userId(detail);
      const person = detail > 17 ? userId(6) : assignee;
      return {
        kind: "task-answered",
        activity: activityName(asked?.activity ?? anywhere),
        taskId: asked?.taskId ?? 100,
        assignee,
        by: person,
        answer: detail < 16 ? (fitting(asked?.type)[detail % 2] ?? "ok") : (answers[detail % 4] ?? "yes"),
        comment: detail % 5 === 0 ? "" : "{=Document:TITLE}",
        fields: detail % 5 > 0 ? { N: "5", T: "25.12.2025" } : { N: "none" },
      };
    }
    case 3:
    case 4: {
      const [name, at] = pick([...workflow.timers]) ?? [anywhere, 0];
      if (kind === 3) workflow.context = { ...workflow.context, now: Math.max(workflow.context.now, at) };
      return { kind: "timer-fired", activity: activityName(kind === 3 ? name : anywhere) };
    }
    case 5: {
      const call = pick(called);
      return {
        kind: "application-answered",
        activity: call?.activity ?? anywhere,
        eventId: call?.eventId ?? "x",
        returnValues: { score: detail, Words: ["w"], X: 1 },
        logMessage: detail % 2 === 0 ? "" : "said",
      };
    }
    case 6: {
      const call = pick(detail < 10 ? [...workflow.calls.values()] : called);
      const to = { activity: call?.activity ?? anywhere, eventId: call?.eventId ?? "x" };
      return detail % 2 === 0
        ? { kind: "delivery-failed", ...to, reason: "HTTP 500" }
        : { kind: "application-logged", ...to, logMessage: "so far" };
    }
    case 7:
      return { kind: "retried", activity: activityName(pick(Object.keys(workflow.state.incidents)) ?? anywhere) };
    case 8:
    case 9: {
      const offer = pick(commandsOf(workflow.state));
      return { kind: "command-sent", activity: kind === 8 && offer ? offer.activity : anywhere, user: userId(detail % 7) };
    }
    case 10:
      return pick(sent) ?? { kind: "started" };
    default:
      // The application comes and goes.
      workflow.context = { ...workflow.context, applicationActivities: detail % 3 === 0 ? {} : { [appType]: application() } };
      return detail === 13 ? { kind: "terminated", title: "" } : { kind: "retried", activity: anywhere };
  }
}

const variables = {
  N: { Type: "int", Default: "0" },
  T: { Type: "string" },
  Many: { Type: "user", Multiple: "Y", Default: ["user_1", "user_4"] },
};

function begin(drawn: Process): TestWorkflow {
  const limits = { ...defaultLimits, loopIterations: 6, steps: 60 };
  const workflow = new TestWorkflow(templateOfRoot(plain(drawn), { variables }), contextOf({ limits }));
  workflow.send({ kind: "started" });
  return workflow;
}

function size(shapes: readonly Shape[]): number {
  return shapes.reduce((sum, { children }) => sum + 1 + size(children), 0);
}

test("no order of events breaks a workflow: it ends at most once, and an end leaves nothing open", () => {
  fc.assert(
    fc.property(process, moves, (drawn, list) => {
      const workflow = begin(drawn);
      const sent: Event[] = [];
      for (const move of list) {
        const event = eventOf(workflow, sent, move);
        if (event.kind === "timer-fired" && (workflow.timers.get(event.activity) ?? Number.POSITIVE_INFINITY) <= workflow.context.now)
          workflow.timers.delete(event.activity);
        sent.push(event);
        const wasOver = workflow.isOver;
        const before = workflow.state;
        const outcome = workflow.send(event);
        if (outcome !== "advanced") expect(workflow.state).toBe(before);
        if (wasOver) expect(outcome).toBe("ignored");
      }
      // Notes, votes, results: at most so much for each step of the template, however many events came.
      expect(JSON.stringify(workflow.state).length).toBeLessThan(1000 + 600 * size(drawn.shapes));
      if (!workflow.isOver) expect(workflow.send({ kind: "terminated", title: "T" })).toBe("advanced");
      expect(workflow.isOver).toBe(true);
    }),
    { numRuns: 1000, seed: 20251224 },
  );
});

/** What a worker brings again when it died between the save and its own report. Timers and jobs of children go in the save itself. */
const broughtAgain: ReadonlySet<Event["kind"]> = new Set(["task-answered", "application-answered", "delivery-failed"]);

test("a crash before or after any save changes nothing: the same end, and every effect once", () => {
  fc.assert(
    fc.property(
      process,
      moves,
      fc.array(fc.constantFrom("before", "after", "none"), { minLength: 40, maxLength: 40 }),
      (drawn, list, crashes) => {
        const [whole, crashing] = [begin(drawn), begin(drawn)];
        const sent: Event[] = [];
        for (const [at, move] of list.entries()) {
          const event = eventOf(whole, sent, move);
          sent.push(event);
          crashing.context = whole.context;
          const dueTimer =
            event.kind === "timer-fired" && (whole.timers.get(event.activity) ?? Number.POSITIVE_INFINITY) <= whole.context.now;
          for (const workflow of [whole, crashing]) if (dueTimer) workflow.timers.delete(event.activity);
          const outcome = whole.send(event);
          if (crashes[at] === "before") crashing.lose(event);
          expect(crashing.send(event)).toBe(outcome);
          if (crashes[at] === "after" && broughtAgain.has(event.kind)) crashing.send(event);
          expect(crashing.state).toEqual(whole.state);
        }
        expect(crashing.effects).toEqual(whole.effects);
      },
    ),
    { numRuns: 500, seed: 20251224 },
  );
});

test("a workflow whose people, timers and applications all do their part comes to an end, or always waits for something", () => {
  fc.assert(
    fc.property(process, fc.boolean(), (drawn, positive) => {
      const workflow = begin(drawn);
      const mayGoRound = drawn.root !== "SequentialWorkflowActivity";
      for (let rounds = mayGoRound ? 260 : 0; rounds < 300 && workflow.state.status === "running"; rounds += 1) {
        const [open] = workflow.tasks.values();
        const [name] = workflow.timers.keys();
        const [call] = workflow.calls.keys();
        const [offer] = commandsOf(workflow.state);
        if (open) answerOnce(workflow, open, positive);
        else if (call !== undefined) workflow.reply(call);
        else if (name !== undefined) workflow.fire(name);
        else if (offer) expect(workflow.give(offer.activity, offer.users?.[0])).toBe("advanced");
        else throw new Error("running, but waits for nothing");
      }
      // Held at a loop's limit, by people who are gone, or at an unknown type: that is for a person.
      expect(["completed", "terminated", "held", ...(mayGoRound ? ["running"] : [])]).toContain(workflow.state.status);
    }),
    { numRuns: 500, seed: 20251224 },
  );
});

function answerOnce(
  workflow: TestWorkflow,
  task: { readonly activity: string; readonly taskId: number; readonly type: string; readonly assignees: readonly number[] },
  positive: boolean,
): void {
  const answer = fitting(task.type)[positive ? 0 : 1] ?? "ok";
  const outcomes = task.assignees.map((user) =>
    workflow.isOver ? "ignored" : workflow.answer(user, answer, { task, comment: "c", fields: { N: "1", T: "25.12.2025" } }),
  );
  expect(outcomes[0]).toBe("advanced");
}
