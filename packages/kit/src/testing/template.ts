// What may be a template in a test: a .bpt file, its bytes, or a tree written down in the test.
import { readFile } from "node:fs/promises";
import { fromPlain, type Plain, readBpt, toPlain, writeBpt } from "@kontor/bpt";
import type { Plan } from "@kontor/server/testing";
import type { Person } from "./people.ts";

/** A step as it stands in the tree of a template. */
export interface Step {
  readonly Type: string;
  /** Other steps read its results by this name: `{=A1:Comments}`. */
  readonly Name: string;
  readonly Activated: "Y" | "N";
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Children: readonly Step[];
}

/** A template as plain data, with the parts of a .bpt file; what is missing is empty. */
export interface PlainPackage {
  /** The root, or the steps below it. */
  readonly TEMPLATE: readonly Step[];
  readonly PARAMETERS?: Readonly<Record<string, unknown>>;
  readonly VARIABLES?: Readonly<Record<string, unknown>>;
  readonly CONSTANTS?: Readonly<Record<string, unknown>>;
}

/** A path of a .bpt file, the bytes of one, steps that run one after another, or a whole package. */
export type TemplateSource = string | URL | Uint8Array | readonly Step[] | PlainPackage;

export interface TemplateOptions {
  /** What people read. Missing: "Test". */
  readonly name?: string;
  /** Values of constants by name; a person stands for `user_<number>`. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** A smart script may be started by steps of other templates. Missing: it starts by hand, and as a child. */
  readonly isScript?: boolean;
}

/** A template of the test environment, ready to be started. */
export interface Template {
  readonly id: number;
  readonly name: string;
  /** Titles of steps by their names, for texts of errors. */
  readonly titles: ReadonlyMap<string, string>;
  /** What there is to run in it. */
  readonly plan: Plan;
}

let names = 0;

/**
 * A step for a tree.
 * @param type `ApproveActivity`, `DelayActivity` …
 * @param name what other steps call it; missing: a new one
 */
export function step(
  type: string,
  properties: Readonly<Record<string, unknown>> = {},
  children: readonly Step[] = [],
  name?: string,
): Step {
  names += 1;
  return { Type: type, Name: name ?? `A${names}_1_1_1`, Activated: "Y", Properties: properties, Children: children };
}

/** The source as the bytes of a .bpt file, which can be imported here and elsewhere. */
export async function bytesOf(source: TemplateSource): Promise<Uint8Array> {
  if (typeof source === "string" || source instanceof URL) return await readFile(source);
  if (source instanceof Uint8Array) return source;
  const { TEMPLATE, PARAMETERS, VARIABLES, CONSTANTS } = isSteps(source) ? { TEMPLATE: source } : source;
  const [first] = TEMPLATE;
  const isRoot = TEMPLATE.length === 1 && /^(Sequential|StateMachine|Node)WorkflowActivity$/i.test(first?.Type ?? "");
  const root = isRoot ? first : step("SequentialWorkflowActivity", { Title: "Test" }, TEMPLATE, "Template");
  const parts = { PARAMETERS: PARAMETERS ?? {}, VARIABLES: VARIABLES ?? {}, CONSTANTS: CONSTANTS ?? {} };
  return writeBpt(fromPlain(withPeople({ VERSION: 2, TEMPLATE: [root], ...parts, DOCUMENT_FIELDS: [] })));
}

function isSteps(source: readonly Step[] | PlainPackage): source is readonly Step[] {
  return Array.isArray(source);
}

/** Plain data in which people have become `user_<number>`. */
export function withPeople(value: unknown): Plain {
  if (isPerson(value)) return String(value);
  if (Array.isArray(value)) return value.map(withPeople);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => [key, withPeople(inner)]),
    );
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return null;
  return typeof value === "bigint" ? String(value) : (value as Plain);
}

export function isPerson(value: unknown): value is Person {
  return typeof value === "object" && value !== null && "login" in value && "id" in value;
}

/** Of every step that has a title of its own. */
export function titlesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const visit = (node: Plain): void => {
    if (Array.isArray(node)) for (const child of node) visit(child);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { Name, Properties, Children } = node as { readonly [key: string]: Plain };
    const title = (Properties as { readonly [key: string]: Plain } | undefined)?.["Title"];
    if (typeof Name === "string" && typeof title === "string" && title !== "") titles.set(Name, title);
    visit(Children ?? null);
  };
  visit((toPlain(readBpt(bytes)) as { readonly [key: string]: Plain })["TEMPLATE"] ?? null);
  return titles;
}
