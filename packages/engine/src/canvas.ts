// Processes drawn on a canvas: nodes side by side, and links from the outputs of some to the inputs of others.
import { conditionOf } from "./expression/condition.ts";
import { type ActivityName, activityName } from "./model/ids.ts";
import type { TemplateActivity } from "./model/template.ts";
import { asList, asMap, asText, type Value, type ValueMap } from "./model/value.ts";

export function isCanvas({ type }: Pick<TemplateActivity, "type">): boolean {
  return type.toLowerCase() === "nodeworkflowactivity";
}

/** An end of a link: `A1:o0`. */
export interface End {
  readonly name: ActivityName;
  /** `o…` outputs, `i…` inputs, `t…` inputs on top; `a…` holds tools together with who uses them, and nothing flows through it. */
  readonly port: string;
}

export interface Link {
  readonly from: End;
  readonly to: End;
}

export interface Canvas {
  /** Those that something flows through. */
  readonly links: readonly Link[];
  /** Nodes that are tools of others, or have some. */
  readonly aside: ReadonlySet<ActivityName>;
  /** Links that cannot be read, as they stand in the template. */
  readonly unreadable: readonly string[];
}

/** `["A1:o0", "A2:i0"]`; what stands behind the two ends does not matter. */
export function canvasOf(root: TemplateActivity): Canvas {
  const links: Link[] = [];
  const aside = new Set<ActivityName>();
  const unreadable: string[] = [];
  for (const entry of asList(root.properties["Links"])) {
    const [from, to] = [endOf(asMap(entry)["0"], "o0"), endOf(asMap(entry)["1"], "i0")];
    if (from === null || to === null) unreadable.push(JSON.stringify(entry).slice(0, 100));
    else if (isAside(from) || isAside(to)) aside.add(from.name).add(to.name);
    else links.push({ from, to });
  }
  return { links, aside, unreadable };
}

function endOf(value: Value | undefined, port: string): End | null {
  const found = /^(.*?)(?::([a-z]\w*))?$/is.exec(asText(value).trim());
  return found?.[1] ? { name: activityName(found[1]), port: (found[2] ?? port).toLowerCase() } : null;
}

function isAside({ port }: End): boolean {
  return port.startsWith("a");
}

export function isTrigger({ type }: TemplateActivity): boolean {
  return /trigger$/i.test(type);
}

/** A node that waits until something has come by each of its inputs. */
export function isMerge({ type }: TemplateActivity): boolean {
  return type.toLowerCase() === mergeType.toLowerCase();
}

const mergeType = "MergeActivity";
const outputType = "CanvasOutputActivity";

/** Types with two outputs: yes and no. */
const asking: ReadonlySet<string> = new Set(["approveactivity", "requestinformationoptionalactivity", "ifelseactivity"]);

/** The outputs that a node may be left by; null: this server does not know what decides between them. */
export function outputsOf(node: TemplateActivity): readonly string[] {
  const type = node.type.toLowerCase();
  if (type === "foreachactivity" && node.children.length === 0) return ["o0", "o1"];
  const isForked =
    asking.has(type) && node.children.length > 0 && node.children.every(({ properties }) => properties[portKey] !== undefined);
  return isForked || (isTrigger(node) && conditionOf(node.properties) !== null) ? forkOf(node) : [];
}

/** The outputs for yes and no: `o0` and `o1`, unless the node's ports say otherwise. */
export function forkOf(node: TemplateActivity): readonly [yes: string, no: string] {
  return [portCalled(node, /^(?:true|yes)$/i) ?? "o0", portCalled(node, /^(?:false|no)$/i) ?? "o1"];
}

function portCalled({ canvas }: TemplateActivity, word: RegExp): string | null {
  const ports = asList(canvas?.["ports"]).map(asMap);
  const found = ports.find((port) => ["title", "type", "name"].some((key) => word.test(asText(port[key]).trim())));
  const id = asText(found?.["id"]).toLowerCase();
  return /^o\w*$/.test(id) ? id : null;
}

/** In the properties of what was added to a node: the output that it leads to. */
export const portKey = "#port";

/**
 * The root with what its nodes need to run on a canvas: whatever decides between two branches elsewhere decides between two outputs here,
 * so it gets branches that say which it was.
 */
export function prepared(root: TemplateActivity): TemplateActivity {
  const taken = new Set<string>();
  const note = (activity: TemplateActivity): void => {
    taken.add(activity.name);
    activity.children.forEach(note);
  };
  note(root);
  const named = (wanted: string): ActivityName => {
    let name = wanted;
    while (taken.has(name)) name += "#";
    taken.add(name);
    return activityName(name);
  };
  return { ...root, children: root.children.map((node) => forked(node, named)) };
}

function forked(given: TemplateActivity, named: (wanted: string) => ActivityName): TemplateActivity {
  const node = { ...given, type: typeOf(given) };
  const type = node.type.toLowerCase();
  if (node.children.length > 0) return node;
  if (!asking.has(type)) return node;
  const [yes, no] = forkOf(node);
  const branch = (port: string, type: string, properties: ValueMap): TemplateActivity => ({
    type,
    name: named(`${node.name}#${port}`),
    activated: true,
    properties: { ...properties, Title: `${asText(node.properties["Title"])} > ${port}`, [portKey]: port },
    children: [output(node, port, named)],
  });
  if (type !== "ifelseactivity") return { ...node, children: [yes, no].map((port) => branch(port, "SequenceActivity", {})) };
  const condition = Object.entries(node.properties).filter(([key, value]) => conditionOf({ [key]: value }) !== null);
  if (condition.length === 0) return node;
  const branches = [
    branch(yes, "IfElseBranchActivity", Object.fromEntries(condition)),
    branch(no, "IfElseBranchActivity", { truecondition: "1" }),
  ];
  return { ...node, children: branches };
}

function output(node: TemplateActivity, port: string, named: (wanted: string) => ActivityName): TemplateActivity {
  const properties = { Title: `${asText(node.properties["Title"])} > ${port}`, [portKey]: port };
  return { type: outputType, name: named(`${node.name}#${port}.`), activated: true, properties, children: [] };
}

/** Little is known of how the canvas calls its own nodes: what holds a condition is one, and what merges says so. */
function typeOf(node: TemplateActivity): string {
  if (/^(?:merge\w*|\w*merge(?:node)?(?:activity)?)$/i.test(node.type) || /^merge$/i.test(asText(node.canvas?.["type"]))) return mergeType;
  const isCondition = /condition|ifelse/i.test(node.type) && node.children.length === 0 && conditionOf(node.properties) !== null;
  return isCondition ? "IfElseActivity" : node.type;
}

/** The nodes that a workflow may come to from these. */
export function reachable({ links }: Canvas, from: readonly ActivityName[]): ReadonlySet<ActivityName> {
  const next = new Map<ActivityName, ActivityName[]>();
  for (const link of links) next.set(link.from.name, [...(next.get(link.from.name) ?? []), link.to.name]);
  const found = new Set(from);
  // A Set visits what is added while it is walked.
  for (const name of found) for (const to of next.get(name) ?? []) found.add(to);
  return found;
}

export interface CanvasProblem {
  /** Null: the canvas as a whole. */
  readonly node: ActivityName | null;
  readonly text: string;
}

/** Why this server cannot follow the canvas, as far as a workflow may come to it. */
export function problemsOf(root: TemplateActivity, canvas: Canvas, within: ReadonlySet<ActivityName>): readonly CanvasProblem[] {
  const nodes = new Map(root.children.map((node) => [node.name, node]));
  const problems: CanvasProblem[] = canvas.unreadable.map((link) => ({ node: null, text: `The link ${link} cannot be read.` }));
  const leaving = new Map<ActivityName, Set<string>>();
  for (const { from, to } of canvas.links) {
    if (!within.has(from.name)) continue;
    if (!nodes.has(to.name)) problems.push({ node: from.name, text: `A link leads to "${to.name}", which is not on the canvas.` });
    leaving.set(from.name, (leaving.get(from.name) ?? new Set()).add(from.port));
  }
  for (const [name, ports] of leaving) {
    const node = nodes.get(name);
    if (!node) continue;
    const known = outputsOf(node);
    const unknown = [...ports].filter((port) => !known.includes(port));
    if (known.length > 0 ? unknown.length > 0 : ports.size > 1) {
      const listed = (known.length > 0 ? unknown : [...ports]).sort().join(", ");
      problems.push({ node: name, text: `Links leave it by ${listed}, and this server does not know when each of them is taken.` });
    }
  }
  return problems;
}
