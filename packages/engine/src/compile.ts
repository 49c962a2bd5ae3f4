// A template made ready to run: every activity reachable by name, with its parent. Made once per version and shared by all its workflows.
import { isCanvas, prepared } from "./canvas.ts";
import { createParser, type Parser } from "./expression/parse.ts";
import type { ActivityName } from "./model/ids.ts";
import type { Template, TemplateActivity } from "./model/template.ts";

export interface Node {
  readonly activity: TemplateActivity;
  readonly parent: Node | null;
  readonly children: readonly Node[];
}

export interface CompiledTemplate {
  readonly template: Template;
  readonly root: Node;
  readonly nodes: ReadonlyMap<ActivityName, Node>;
  /** Names in lower case, since references are case-insensitive. */
  readonly byLowerName: ReadonlyMap<string, Node>;
  /** The types of applications' steps (`rest_…`) that the tree uses. */
  readonly applicationTypes: readonly string[];
  readonly parser: Parser;
}

export function compile(template: Template): CompiledTemplate {
  const nodes = new Map<ActivityName, Node>();
  const root = link(isCanvas(template.root) ? prepared(template.root) : template.root, null, nodes);
  const types = [...nodes.values()].map((node) => node.activity.type.toLowerCase());
  return {
    template,
    root,
    nodes,
    byLowerName: new Map([...nodes].map(([name, node]) => [name.toLowerCase(), node])),
    applicationTypes: [...new Set(types.filter(isApplicationType))],
    parser: createParser(),
  };
}

/** Applications' steps have the type `rest_` + 32 hexadecimal digits. */
export function isApplicationType(type: string): boolean {
  return /^rest_[0-9a-f]{32}$/i.test(type);
}

function link(activity: TemplateActivity, parent: Node | null, nodes: Map<ActivityName, Node>): Node {
  const children: Node[] = [];
  const node: Node = { activity, parent, children };
  nodes.set(activity.name, node);
  for (const child of activity.children) children.push(link(child, node, nodes));
  return node;
}
