// A package as a person reads it in a terminal: the tree of activities, then what they work with. Shows, never judges:
// a package that is odd inside is described as far as it goes.
import { describeEntry, inline, isEmpty, keyText, scalarText, shortText } from "./describe-value.ts";
import { getAt } from "./path.ts";
import { keyIdentity, type PhpArray, type PhpEntry, type PhpValue } from "./php-value.ts";

const sections = [
  ["PARAMETERS", "Parameters"],
  ["VARIABLES", "Variables"],
  ["CONSTANTS", "Constants"],
  ["DOCUMENT_FIELDS", "Document fields"],
] as const;

// What the head line or the tree itself shows.
const shownApart = new Set(["Type", "Name", "Activated", "Properties", "Children"]);

export function describeTree(value: PhpValue): string {
  const version = getAt(value, ["VERSION"]);
  const roots = entriesAt(value, "TEMPLATE");
  const activities = roots.reduce((sum, [, root]) => sum + countActivities(root), 0);
  const lines = [
    `Version ${version === null ? "none" : (inline(version, 40) ?? "odd")}, ${activities} ${activities === 1 ? "activity" : "activities"}`,
    "",
    ...roots.flatMap(([, root]) => describeActivity(root, "", "")),
    ...sections.flatMap(([code, title]) => describeSection(title, entriesAt(value, code))),
    ...describeOthers(value),
  ];
  return `${lines.join("\n")}\n`;
}

function countActivities(node: PhpValue): number {
  return entriesAt(node, "Children").reduce((sum, [, child]) => sum + countActivities(child), 1);
}

/** `first` stands before the activity's own line, `rest` before all lines under it. */
function describeActivity(node: PhpValue, first: string, rest: string): readonly string[] {
  const children = entriesAt(node, "Children");
  const bar = children.length > 0 ? "│  " : "   ";
  return [
    `${first}${headOf(node)}`,
    ...propertiesOf(node).map((line) => `${rest}${bar}${line}`),
    ...children.flatMap(([, child], index) =>
      index === children.length - 1
        ? describeActivity(child, `${rest}└─ `, `${rest}   `)
        : describeActivity(child, `${rest}├─ `, `${rest}│  `),
    ),
  ];
}

function headOf(node: PhpValue): string {
  const title = textAt(node, ["Properties", "Title"]);
  const off = textAt(node, ["Activated"]) === "N" ? "  (switched off)" : "";
  return `${title === "" ? "(no title)" : title}  [${textAt(node, ["Type"])} ${textAt(node, ["Name"])}]${off}`;
}

function propertiesOf(node: PhpValue): readonly string[] {
  if (node.kind !== "array") return describeEntry("not an activity", node);
  const properties = entriesAt(node, "Properties").filter(([key]) => keyIdentity(key) !== "Title");
  const others = node.entries.filter(([key, value]) => !shownApart.has(keyIdentity(key)) && !isEmpty(value));
  const empty = properties.filter(([, value]) => isEmpty(value)).map(([key]) => keyText(key));
  return [
    ...properties.filter(([, value]) => !isEmpty(value)).flatMap(([key, value]) => describeEntry(keyText(key), value)),
    ...others.flatMap(([key, value]) => describeEntry(`(${keyText(key)})`, value)),
    ...(empty.length > 0 ? [`empty: ${empty.join(", ")}`] : []),
  ];
}

/** One line a property: code, type, name and what more is set, in columns. */
function describeSection(title: string, entries: readonly PhpEntry[]): readonly string[] {
  if (entries.length === 0) return [];
  const rows = entries.map(([key, property]) => [keyText(key), typeText(property), textAt(property, ["Name"])] as const);
  const [codeWidth, typeWidth, nameWidth] = [widthOf(rows, 0), widthOf(rows, 1), widthOf(rows, 2)];
  const lines = rows.map(([code, type, name], index) => {
    const more = extrasOf(entries[index]?.[1]);
    return `  ${code.padEnd(codeWidth)}  ${type.padEnd(typeWidth)}  ${name.padEnd(nameWidth)}  ${more}`.trimEnd();
  });
  return ["", `${title} (${entries.length})`, ...lines];
}

// One long name must not push the others off the screen.
const widestColumn = 32;

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((width, row) => Math.max(width, Math.min(row[column]?.length ?? 0, widestColumn)), 0);
}

function typeText(property: PhpValue): string {
  if (property.kind !== "array") return scalarText(property);
  const flags = [isSet(property, "Required") ? " required" : "", isSet(property, "Multiple") ? " multiple" : ""];
  return textAt(property, ["Type"]) + flags.join("");
}

function extrasOf(property: PhpValue | undefined): string {
  if (property === undefined) return "";
  const defaultValue = getAt(property, ["Default"]) ?? getAt(property, ["DefaultValue"]);
  const options = getAt(property, ["Options"]);
  const description = textAt(property, ["Description"]);
  return [
    defaultValue === null || isEmpty(defaultValue) ? "" : `= ${short(defaultValue)}`,
    options === null || isEmpty(options) ? "" : `options ${short(options)}`,
    description === "" ? "" : `— ${description}`,
  ]
    .filter((part) => part !== "")
    .join("  ");
}

function short(value: PhpValue): string {
  if (value.kind !== "array") return scalarText(value);
  return inline(value, 120) ?? `(${value.entries.length} entries)`;
}

// The flags have been spelled in all these ways over the years.
const yes = new Set(["1", "Y", "true"]);

function isSet(property: PhpArray, flag: string): boolean {
  return yes.has(textAt(property, [flag]));
}

function describeOthers(value: PhpValue): readonly string[] {
  const known = new Set<string>(["VERSION", "TEMPLATE", ...sections.map(([code]) => code)]);
  const others = value.kind === "array" ? value.entries.filter(([key]) => !known.has(keyIdentity(key))) : [];
  if (others.length === 0) return [];
  return ["", "Also in the package", ...others.flatMap(([key, inner]) => describeEntry(keyText(key), inner)).map((line) => `  ${line}`)];
}

function entriesAt(value: PhpValue, key: string): readonly PhpEntry[] {
  const found = getAt(value, [key]);
  return found?.kind === "array" ? found.entries : [];
}

function textAt(value: PhpValue, path: readonly string[]): string {
  const found = getAt(value, path);
  return found === null || found.kind === "array" ? "" : shortText(scalarText(found));
}
