// Tasks and messages for nobody.
import type { CompiledTemplate, Node } from "../../compile.ts";
import { namesOf, usersOf } from "../../expression/users.ts";
import type { Directory, DocumentSnapshot } from "../../model/context.ts";
import { asList, asText, isList, isMap, type Value } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import { listed, quoted } from "../names.ts";
import { typeOf } from "../nodes.ts";
import type { Subject } from "../subject.ts";
import { type LegacyName, legacyName } from "../uses.ts";

const tasks = { property: "Users", severity: "error", effect: "a workflow that comes here is held" } as const;
const messages = { property: "MessageUserTo", severity: "warning", effect: "the message goes to nobody" } as const;
const asked: Readonly<Record<string, typeof tasks | typeof messages>> = {
  approveactivity: tasks,
  reviewactivity: tasks,
  requestinformationactivity: tasks,
  requestinformationoptionalactivity: tasks,
  imnotifyactivity: messages,
  socnetmessageactivity: messages,
};

export const noAssignees: Rule = {
  name: "no-assignees",
  check(subject) {
    const { nodes, compiled, knowledge } = subject;
    const empty = variablesThatStayEmpty(subject);
    return nodes.flatMap((node) => problemsOf(node, { compiled, empty }, knowledge.portal?.directory ?? null));
  },
};

interface Place {
  readonly compiled: CompiledTemplate;
  readonly empty: ReadonlySet<string>;
}

/** Declared without a value, and given one by no step; PHP code may give one to any. */
function variablesThatStayEmpty({ all, compiled: { template } }: Subject): ReadonlySet<string> {
  if (all.nodes.some((node) => typeOf(node) === "codeactivity")) return new Set();
  const written = new Set(all.writes.filter(({ kind }) => kind === "variable").map(({ name }) => name));
  const declared = Object.entries(template.variables).filter(([, { default: value }]) => asList(value).every((one) => asText(one) === ""));
  return new Set(declared.map(([name]) => name).filter((name) => !written.has(name) && !Object.hasOwn(template.parameters, name)));
}

function problemsOf(node: Node, place: Place, directory: Directory | null): Problem[] {
  const type = typeOf(node);
  const rule = Object.hasOwn(asked, type) ? asked[type] : undefined;
  if (!rule) return [];
  const found = namedBy(node.activity.properties[rule.property] ?? null, place);
  const { names, open, emptyConstants, emptyVariables } = found;
  if (open) return [];
  if (names.length === 0) {
    const [variable] = emptyVariables;
    if (variable !== undefined && emptyConstants.length === 0) {
      const text = `It is for nobody: the variable ${quoted(variable)} has no value, and no step gives it one, so ${rule.effect}. Set it before, or name somebody.`;
      return [{ severity: "warning", node, text }];
    }
    const [constant] = emptyConstants;
    const why = constant === undefined ? `${rule.property} is empty` : `the constant ${quoted(constant)} has no value`;
    const how = constant === undefined ? "Say who it is for." : "Give it one (kontor template constant).";
    // In a file a constant may still get its value; on a portal nobody is asked until it has one.
    const severity = constant !== undefined && directory === null ? "warning" : rule.severity;
    return [{ severity, node, text: `It is for nobody: ${why}, so ${rule.effect}. ${how}` }];
  }
  if (directory === null) return [];
  const strangers = names.filter((name) => !isSomebody(name, directory));
  if (strangers.length === 0) return [];
  const who = listed(
    strangers.map((name) => quoted(name, 40)),
    5,
  );
  const text =
    strangers.length === names.length
      ? `It is for nobody: ${who} ${names.length === 1 ? "names" : "name"} nobody who is active here, so ${rule.effect}. Name somebody else.`
      : `${who} ${strangers.length === 1 ? "names" : "name"} nobody who is active here; the others are asked without them.`;
  return [{ severity: strangers.length === names.length ? rule.severity : "warning", node, text }];
}

interface Named {
  readonly names: readonly string[];
  /** Something in it is only known when the workflow runs. */
  readonly open: boolean;
  readonly emptyConstants: readonly string[];
  readonly emptyVariables: readonly string[];
}

const nobody: Named = { names: [], open: false, emptyConstants: [], emptyVariables: [] };

/** Who a value names, as far as the template tells: constants are looked up, all other references may name somebody. */
function namedBy(value: Value, place: Place, depth = 0): Named {
  if (depth > 8) return { ...nobody, open: true };
  if (typeof value === "string") return together(value.split(";").map((chunk) => namedInText(chunk.trim(), place, depth)));
  const legacy = legacyName(value, place.compiled);
  if (legacy !== null) return namedByReference(legacy, place, depth);
  if (isList(value)) return together(value.map((part) => namedBy(part, place, depth + 1)));
  if (isMap(value)) return together(Object.values(value).map((part) => namedBy(part, place, depth + 1)));
  return { ...nobody, names: namesOf(value) };
}

function namedInText(text: string, place: Place, depth: number): Named {
  if (!text.includes("{=") && !text.startsWith("=")) return { ...nobody, names: namesOf(text) };
  const { whole } = place.compiled.parser.parse(text);
  return whole ? namedByReference(whole, place, depth) : { ...nobody, open: true };
}

function namedByReference({ object, field }: LegacyName, place: Place, depth: number): Named {
  const { constants } = place.compiled.template;
  if (object.toLowerCase() === "variable" && place.empty.has(field)) return { ...nobody, emptyVariables: [field] };
  const constant = object.toLowerCase() === "constant" && Object.hasOwn(constants, field) ? constants[field] : undefined;
  if (!constant) return { ...nobody, open: true };
  const found = namedBy(constant.default, place, depth + 1);
  return found.names.length === 0 && !found.open ? { ...found, emptyConstants: [field, ...found.emptyConstants] } : found;
}

function together(parts: readonly Named[]): Named {
  return {
    names: parts.flatMap((part) => part.names),
    open: parts.some((part) => part.open),
    emptyConstants: parts.flatMap((part) => part.emptyConstants),
    emptyVariables: parts.flatMap((part) => part.emptyVariables),
  };
}

/** Roles of the document are taken on trust. */
function isSomebody(name: string, directory: Directory): boolean {
  if (name === "author" || name === "responsible") return true;
  // Groups that this server does not have, and ids of the product's own groups.
  const document: Pick<DocumentSnapshot, "authorField" | "responsibleField"> = { authorField: "", responsibleField: "" };
  const people = usersOf(name, { directory, document: document as DocumentSnapshot, resolve: () => undefined });
  return people.some((id) => directory.people.get(id)?.active === true);
}
