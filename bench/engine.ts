// npm run bench:engine: the engine alone. Nothing is saved, nobody is asked; what is measured is `advance` and `compile`, in processor
// time, since neighbours on the machine must not count. With --peer bpmn-engine runs the same sequence in turns with ours.
import { writeFile } from "node:fs/promises";
import { advance, type CompiledTemplate, compile, createWorkflow } from "@kontor/engine";
import { activityName, type Context, defaultLimits, parseTemplate, type Value, type ValueMap, type Workflow } from "@kontor/engine/model";
import { argumentsOr } from "../scripts/arguments.ts";
import { startEnginePeer } from "./engine-peer.ts";
import { table } from "./table.ts";

const { values } = argumentsOr("Usage: npm run bench:engine [-- --quick] [--peer] [--json FILE]", {
  options: { quick: { type: "boolean", default: false }, peer: { type: "boolean", default: false }, json: { type: "string" } },
});
const roundMs = values.quick ? 50 : 1000;
const rounds = values.quick ? 1 : 5;
const goals = { nsPerStep: 10_000, timesPeer: 10, growth: 2 };

function activity(type: string, name: string, properties: ValueMap = {}, children: readonly Value[] = []): ValueMap {
  return { Type: type, Name: name, Activated: "Y", Properties: properties, Children: children };
}

function plain(children: readonly Value[]): ValueMap {
  const counter = { Name: "n", Type: "int", Default: 0 };
  return {
    TEMPLATE: [activity("SequentialWorkflowActivity", "Template", {}, children)],
    PARAMETERS: {},
    VARIABLES: { n: counter },
    CONSTANTS: {},
  };
}

const setting = (name: string, value: Value = "{=Document:TITLE}"): ValueMap =>
  activity("SetVariableActivity", name, { VariableValue: { t: value } });
const counting = (name: string): ValueMap => activity("SetVariableActivity", name, { VariableValue: { n: "={=Variable:n}+1" } });
const empty = (name: string): ValueMap => activity("EmptyBlockActivity", name);
const many = (count: number, make: (name: string) => ValueMap): ValueMap[] => Array.from({ length: count }, (_, at) => make(`A${at}`));

const sequence = (steps: number, make: (name: string) => ValueMap = setting): ValueMap => plain(many(steps, make));
const below = (count: number): ValueMap => ({ propertyvariablecondition: [["n", "<", count, "0"]] });
const loop = (turns: number): ValueMap =>
  plain([activity("WhileActivity", "W", below(turns), [activity("SequenceActivity", "B", {}, [counting("C")])])]);
const parallel = (branches: number): ValueMap =>
  plain([
    activity(
      "ParallelActivity",
      "P",
      {},
      many(branches, (name) => activity("SequenceActivity", `S${name}`, {}, [setting(name)])),
    ),
  ]);

const context: Context = {
  now: Date.UTC(2026, 0, 15, 9),
  timeZone: "Europe/Berlin",
  seed: "00112233445566778899aabbccddeeff",
  workflowId: "66e81a641752f8.56521481",
  templateId: 1,
  hostUrl: "https://portal.example",
  user: null,
  document: {
    id: ["crm", "CCrmDocumentDeal", "DEAL_7"],
    type: ["crm", "CCrmDocumentDeal", "DEAL"],
    name: "Deal",
    url: "/crm/deal/details/7/",
    fields: {},
    values: { TITLE: "Deal" },
    changed: null,
    authorField: "CREATED_BY_ID",
    responsibleField: "ASSIGNED_BY_ID",
  },
  constants: {},
  directory: { people: new Map(), departments: new Map() },
  applicationActivities: {},
  limits: { ...defaultLimits, loopIterations: 10_000 },
  taskIds: [1],
};

function run(compiled: CompiledTemplate): Workflow {
  const workflow = createWorkflow(compiled, context, { parameters: {}, startedBy: null });
  const outcome = advance(compiled, workflow, { kind: "started" }, context);
  if (outcome.kind !== "advanced") throw new Error(`the engine answered ${outcome.kind}`);
  return outcome.workflow;
}

function finish(compiled: CompiledTemplate): void {
  const { status } = run(compiled);
  if (status !== "completed") throw new Error(`the workflow is ${status}`);
}

/** Nanoseconds of processor time for each call of `work`. */
function measure(work: () => void): number {
  const until = performance.now() + roundMs;
  const before = process.cpuUsage();
  let runs = 0;
  do {
    work();
    runs += 1;
  } while (performance.now() < until);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / runs;
}

/** The best of several rounds: everything else on the machine only ever adds. */
function best(work: () => void, divisor = 1): number {
  measure(work);
  return Math.min(...Array.from({ length: rounds }, () => measure(work))) / divisor;
}

const compiledOf = (template: ValueMap): CompiledTemplate => compile(parseTemplate(template));

function stepCost(template: ValueMap, steps: number): number {
  const compiled = compiledOf(template);
  return best(() => finish(compiled), steps);
}

function compileCost(activities: number): number {
  const template = sequence(activities);
  return best(() => void compiledOf(template));
}

/** What a workflow that waits for one step costs as state. */
function waitingBytes(): number {
  const wait = activity("DelayActivity", String(activityName("A1")), { TimeoutDuration: 1, TimeoutDurationType: "d" });
  return JSON.stringify(run(compiledOf(plain([wait])))).length;
}

async function besidePeer(): Promise<{ readonly about: string; readonly ours: number; readonly theirs: number } | null> {
  if (!values.peer) return null;
  const peer = await startEnginePeer();
  try {
    // A plain task does nothing: so does ours.
    const compiled = compiledOf(sequence(20, empty));
    const ours: number[] = [];
    const theirs: number[] = [];
    let about = "";
    for (let round = 0; round <= rounds; round += 1) {
      ours.push(measure(() => finish(compiled)) / 20);
      const answer = await peer.measure({ steps: 20, ms: roundMs });
      theirs.push(answer.nsPerStep);
      about = answer.about;
    }
    return { about, ours: Math.min(...ours), theirs: Math.min(...theirs) };
  } finally {
    peer.stop();
  }
}

const report = {
  nsPerStep: {
    "20 steps in a row": stepCost(sequence(20), 20),
    "2,000 steps in a row": stepCost(sequence(2000), 2000),
    "1,000 turns of a loop": stepCost(loop(1000), 1000),
    "100 parallel branches": stepCost(parallel(100), 100),
  },
  compileNs: { "100 activities": compileCost(100), "1,000 activities": compileCost(1000) },
  waitingBytes: waitingBytes(),
  peer: await besidePeer(),
};

const verdict = (isMet: boolean): string => (isMet ? "met" : "MISSED");
const microseconds = (ns: number): string => (ns / 1000).toFixed(2);
const steps = Object.entries(report.nsPerStep);
const growth = report.nsPerStep["2,000 steps in a row"] / report.nsPerStep["20 steps in a row"];
const compileGrowth = report.compileNs["1,000 activities"] / report.compileNs["100 activities"] / 10;

console.log(`\nThe engine alone, processor time, best of ${rounds}\n`);
console.log(
  table([
    ["", "us", `goal: under ${goals.nsPerStep / 1000} us`],
    ...steps.map(([name, ns]) => [`a step of ${name}`, microseconds(ns), verdict(ns < goals.nsPerStep)]),
  ]).join("\n"),
);
console.log(
  `\n  a step of a template 100 times as long costs ${growth.toFixed(2)} times as much (goal: linear, up to ${goals.growth}): ${verdict(growth <= goals.growth)}`,
);
console.log(
  `  compiling 1,000 activities: ${(report.compileNs["1,000 activities"] / 1e6).toFixed(2)} ms, ${compileGrowth.toFixed(2)} times ten templates of 100 (goal: linear, up to ${goals.growth}): ${verdict(compileGrowth <= goals.growth)}`,
);
console.log(`  state of a workflow that waits in a delay: ${report.waitingBytes} bytes`);
if (report.peer) {
  const { about, ours, theirs } = report.peer;
  console.log(
    `  an empty step: ${microseconds(ours)} us, of ${about} ${microseconds(theirs)} us: ${(theirs / ours).toFixed(0)} times as fast (goal: ${goals.timesPeer}): ${verdict(theirs / ours >= goals.timesPeer)}`,
  );
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
