// The root of a process drawn on a canvas: when a node closes, the links from its output call the nodes that they lead to.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import { type Canvas, canvasOf, forkOf, isCanvas, isMerge, isTrigger, outputsOf, portKey, problemsOf, reachable } from "../canvas.ts";
import type { Node } from "../compile.ts";
import type { ActivityName } from "../model/ids.ts";
import type { TemplateActivity } from "../model/template.ts";
import { asList, asMap, asText, isList, type Value, type ValueMap } from "../model/value.ts";
import { setRootRights } from "./permissions.ts";

export const canvasRoot: ActivityType = {
  start(step) {
    const starts = startsOf(step).map(({ name }) => name);
    if (starts.length === 0)
      throw new ActivityFault("fault", "The canvas has no node to begin at. Add a trigger, or a node that no link leads to.");
    const canvas = canvasIn(step);
    const problems = problemsOf(step.node.activity, canvas, reachable(canvas, starts));
    if (problems.length > 0) throw new ActivityFault("fault", problems.map((problem) => textOf(step, problem)).join(" "));
    setRootRights(step);
    step.note({
      starts,
      calls: starts.map((name) => [name, "i0"]),
      running: [],
      executions: 0,
      entered: {},
      arrived: {},
      outputs: {},
      turns: {},
    });
    pump(step);
  },
  childClosed(step, child) {
    const { name } = child.activity;
    const output = asText(own(mapIn(step, "outputs"), name)) || usualOutput(step, child);
    step.note({ running: listIn(step, "running").filter((other) => other !== name), outputs: without(mapIn(step, "outputs"), name) });
    const waiting = asList(step.notes["calls"]);
    step.note({ calls: [] });
    for (const { from, to } of canvasIn(step).links) if (from.name === name && from.port === output) call(step, to.name, to.port, from);
    // What follows from this run comes before the node's next one, which forgets its results.
    step.note({ calls: [...asList(step.notes["calls"]), ...waiting] });
    pump(step);
  },
  retry(step) {
    if (!isList(step.notes["calls"])) return canvasRoot.start(step);
    step.note({ executions: 0 });
    pump(step);
  },
};

/** What the branch of an approval or a condition holds on a canvas: it tells by which output the node is left. */
export const canvasOutput: ActivityType = {
  start(step) {
    let node = step;
    while (node.above?.above) node = node.above;
    tellOutput(node, asText(step.node.activity.properties[portKey]));
    step.close();
  },
};

/** The node at which a workflow begins. Its condition, if it has one, decides whether anything follows. */
export const trigger: ActivityType = {
  start(step) {
    const [yes, no] = forkOf(step.node.activity);
    if (outputsOf(step.node.activity).length > 0) tellOutput(step, step.holds(step.node.activity.properties) ? yes : no);
    step.close();
  },
};

export const merge: ActivityType = { start: (step) => step.close() };

/** Whether the step is a loop whose body is drawn beside it, by links. */
export function isCanvasLoop({ activity, children, parent }: Node): boolean {
  return children.length === 0 && parent !== null && isCanvas(parent.activity) && isLoop(activity);
}

/**
 * One turn of such a loop: `o0` leads into its body, `i1` comes back from it, `o1` leads on.
 * @param items what the loop goes over, when it begins
 * @returns the next item; null: there is none
 */
export function canvasTurn(step: Step, items: () => readonly Value[]): Value {
  const root = step.above;
  if (!root) return null;
  const { name } = step.node.activity;
  const turns = mapIn(root, "turns");
  const isBack = own(mapIn(root, "entered"), name) === loopBack && Object.hasOwn(turns, name);
  const turn = isBack ? asMap(turns[name]) : { items: items(), next: 0 };
  const at = Number(turn["next"]);
  const item = asList(turn["items"])[at] ?? null;
  const others = without(turns, name);
  root.note({ turns: item === null ? others : { ...others, [name]: { ...turn, next: at + 1 } } });
  tellOutput(step, item === null ? loopEnd : loopBody);
  return item;
}

const [loopBody, loopEnd, loopBack] = ["o0", "o1", "i1"];

function isLoop({ type }: TemplateActivity): boolean {
  return type.toLowerCase() === "foreachactivity";
}

function tellOutput(node: Step, port: string): void {
  node.above?.note({ outputs: { ...mapIn(node.above, "outputs"), [node.node.activity.name]: port } });
}

/** The output of a node that has told none: a usual node has but one. One that was skipped or is switched off goes its plain way. */
function usualOutput(step: Step, child: Node): string {
  if (isCanvasLoop(child)) return loopEnd;
  const used = canvasIn(step).links.filter(({ from }) => from.name === child.activity.name);
  return outputsOf(child.activity).length > 0 ? forkOf(child.activity)[0] : (used[0]?.from.port ?? "o0");
}

/** Something has come to the input of a node: it is to run, or, where it merges, once something has come to each. */
function call(step: Step, name: ActivityName, port: string, from: { readonly name: string; readonly port: string }): void {
  const target = childOf(step, name);
  if (!target) return;
  const calls = [...asList(step.notes["calls"]), [name, port]];
  if (!isMerge(target.activity)) {
    step.note({ calls });
    return;
  }
  const wanted = inputsOf(step, name);
  const byPort = new Set(wanted.map((input) => input.to.port)).size > 1;
  const arrived = mapIn(step, "arrived");
  const here = new Set([...asList(own(arrived, name)).map(asText), byPort ? port : `${from.name}:${from.port}`]);
  const all = wanted.every((input) => here.has(byPort ? input.to.port : `${input.from.name}:${input.from.port}`));
  step.note(all ? { calls, arrived: without(arrived, name) } : { arrived: { ...without(arrived, name), [name]: [...here] } });
}

/** Links to a node from where this workflow may come. */
function inputsOf(step: Step, name: ActivityName): Canvas["links"] {
  const canvas = canvasIn(step);
  const within = reachable(canvas, listIn(step, "starts") as ActivityName[]);
  return canvas.links.filter(({ from, to }) => to.name === name && within.has(from.name));
}

interface Call {
  readonly node: Node;
  readonly port: string;
}

/** Runs what has been called and is free; what is under way keeps its calls for later. Nothing left: the workflow is over. */
function pump(step: Step): void {
  const limit = step.context.limits.loopIterations;
  const started: Call[] = [];
  let next = nextCall(step);
  for (; next && Number(step.notes["executions"]) < limit; next = nextCall(step)) {
    started.push(next.call);
    const { call, rest } = next;
    const { name } = call.node.activity;
    step.note({
      calls: rest,
      running: [...listIn(step, "running"), name],
      entered: { ...without(mapIn(step, "entered"), name), [name]: call.port },
      executions: Number(step.notes["executions"]) + 1,
    });
  }
  // What is scheduled last runs first.
  for (const { node, port } of started.toReversed()) {
    if (port === loopBack && isCanvasLoop(node)) step.run(node);
    else step.runAgain(node);
  }
  if (next) throw new ActivityFault("loop-limit", limitText(limit));
  if (listIn(step, "running").length === 0) finish(step);
}

/** The first call whose node is free, and the calls without it. */
function nextCall(step: Step): { readonly call: Call; readonly rest: Value } | null {
  const running = listIn(step, "running");
  const turns = mapIn(step, "turns");
  const calls = asList(step.notes["calls"]);
  for (const [at, entry] of calls.entries()) {
    const [name = "", port = ""] = asList(entry).map(asText);
    const node = childOf(step, name);
    // A loop that is between two turns begins anew only when it is over.
    const isFree = !running.includes(name) && (port === loopBack || !Object.hasOwn(turns, name));
    if (node && isFree) return { call: { node, port }, rest: calls.toSpliced(at, 1) };
  }
  // Nothing is under way, but a loop has not ended: its body has led nowhere, so the loop that began last takes its next turn.
  const open = running.length === 0 ? Object.keys(turns).at(-1) : undefined;
  const node = open === undefined ? undefined : childOf(step, open);
  return node ? { call: { node, port: loopBack }, rest: calls } : null;
}

function limitText(limit: number): string {
  return `The workflow has run ${limit} nodes of its canvas, which is the limit. Retry lets it run ${limit} more.`;
}

function finish(step: Step): void {
  for (const name of Object.keys(mapIn(step, "arrived"))) {
    const title = childOf(step, name)?.activity.properties["Title"];
    step.log("custom", `"${asText(title) || name}" did not run: not everything came that it waits for.`);
  }
  step.close();
}

/** Triggers that fit how the workflow was started; failing them, the only kind there is; failing any, nodes that no link leads to. */
function startsOf(step: Step): readonly TemplateActivity[] {
  const nodes = step.node.children.map(({ activity }) => activity);
  const triggers = nodes.filter((node) => isTrigger(node) && node.activated);
  const fitting = (type: string): readonly TemplateActivity[] => triggers.filter((node) => node.type.toLowerCase() === type);
  const wanted = [fitting(wantedTrigger(step)), fitting(manual)].find((found) => found.length > 0);
  if (wanted) return wanted;
  if (new Set(triggers.map(({ type }) => type.toLowerCase())).size === 1) return triggers;
  const called = new Set(canvasIn(step).links.map(({ to }) => to.name));
  return triggers.length > 0 ? [] : nodes.filter(({ name }) => !called.has(name));
}

const manual = "manualstarttrigger";

/** `DocumentEventType` comes with a start by itself: 1 when a document is created, 2 when it is changed. */
function wantedTrigger({ workflow, context }: Step): string {
  const kind = asText(workflow.parameters["DocumentEventType"]);
  if (kind === "1") return "createdocumenttrigger";
  return kind === "2" || context.document.changed !== null ? "editdocumenttrigger" : manual;
}

function textOf(step: Step, { node, text }: { readonly node: ActivityName | null; readonly text: string }): string {
  const activity = node === null ? undefined : childOf(step, node)?.activity;
  return activity ? `"${asText(activity.properties["Title"]) || activity.name}" (${activity.type}): ${text}` : text;
}

function childOf(step: Step, name: string): Node | undefined {
  return step.node.children.find(({ activity }) => activity.name === name);
}

function canvasIn(step: Step): Canvas {
  return canvasOf(step.node.activity);
}

function listIn(step: Step, note: string): readonly string[] {
  return asList(step.notes[note]).map(asText);
}

function mapIn(step: Step, note: string): ValueMap {
  return asMap(step.notes[note]);
}

function own(map: ValueMap, name: string): Value {
  return Object.hasOwn(map, name) ? (map[name] ?? null) : null;
}

function without(map: ValueMap, name: string): ValueMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}
