// What a template's texts refer to: every reference, formula and broken expression, with the step and property that it stands in.
import { decoded } from "../activities/base64.ts";
import { sourceOf } from "../activities/for-each.ts";
import type { CompiledTemplate, Node } from "../compile.ts";
import { conditionOf } from "../expression/condition.ts";
import type { Expression, Formula } from "../expression/formula-syntax.ts";
import { type Part, referencesIn } from "../expression/parse.ts";
import type { Reference } from "../expression/reference.ts";
import { asList, asMap, isList, isMap, type Value } from "../model/value.ts";
import { typeOf } from "./nodes.ts";

export interface ReferenceUse {
  readonly node: Node;
  /** Null: a start parameter of that name, else a variable (conditions write no more than a name). */
  readonly object: string | null;
  readonly field: string;
  readonly modifiers: readonly string[];
  /** As written, or as it could be written. */
  readonly source: string;
  readonly inCondition: boolean;
}

export interface FormulaUse {
  readonly node: Node;
  readonly formula: Formula;
  /** The whole text begins with `=`, which may also be a text that begins with this sign. */
  readonly leading: boolean;
}

/** A `{=` that begins no reference. */
export interface BrokenUse {
  readonly node: Node;
  readonly text: string;
}

/** `{{Title}}`, as designers show references to people. */
export interface TitleUse {
  readonly node: Node;
  readonly title: string;
}

export interface Uses {
  readonly references: readonly ReferenceUse[];
  readonly formulas: readonly FormulaUse[];
  readonly broken: readonly BrokenUse[];
  readonly titles: readonly TitleUse[];
}

/** Never evaluated, or not as expressions: what people read, and code in another language. */
const plainProperties = new Set(["Title", "EditorComment", "_DesMinimized", "ExecuteCode", "codecondition"]);
const conditionKeys = new Set(["fieldcondition", "propertyvariablecondition", "mixedcondition", "truecondition", "codecondition"]);
/** Their keys are references too: what is assigned. */
const assignments = new Set(["GlobalVariableValue", "Conditions"]);
const builtIn = new Set(["document", "template", "variable", "constant", "globalconst", "globalvar", "workflow", "user", "system"]);
const deepest = 100;
/** Words, not code: `{{#each}}` and `{{{x}}}` are of other languages. */
const shownTitle = /(?<!\{)\{\{(\s*[~\p{L}][^{}\n]{0,99})\}\}(?!\})/gu;

export interface LegacyName {
  readonly object: string;
  readonly field: string;
}

/** `["Variable", "X"]` is a reference where its first word names something; null for every other value. */
export function legacyName(value: Value, compiled: CompiledTemplate): LegacyName | null {
  if (!isList(value) || value.length !== 2) return null;
  const [object, field] = value;
  if (typeof object !== "string" || typeof field !== "string" || !/^\w+$/.test(object) || !/^[\w.]+$/.test(field)) return null;
  return isBuiltIn(object) || compiled.byLowerName.has(object.toLowerCase()) ? { object, field } : null;
}

export function isBuiltIn(object: string): boolean {
  return builtIn.has(object.toLowerCase());
}

export function usesOf(node: Node, compiled: CompiledTemplate): Uses {
  const collector = new Collector(node, compiled);
  const { properties } = node.activity;
  for (const [name, value] of Object.entries(decoded(properties))) {
    if (plainProperties.has(name) || conditionKeys.has(name.toLowerCase())) continue;
    if (assignments.has(name)) collector.value(Object.keys(asMap(value)), 0);
    if (typeOf(node) === "foreachactivity" && (name === "Object" || name === "Variable")) continue;
    collector.value(value, 0);
  }
  if (typeOf(node) === "foreachactivity") collector.named(sourceOf(node.activity));
  collector.condition();
  return collector;
}

/** Whether the step's condition is looked at: loops and branches of conditions. */
function hasCondition(node: Node): boolean {
  return typeOf(node) === "whileactivity" || (node.parent !== null && typeOf(node.parent) === "ifelseactivity");
}

class Collector implements Uses {
  readonly references: ReferenceUse[] = [];
  readonly formulas: FormulaUse[] = [];
  readonly broken: BrokenUse[] = [];
  readonly titles: TitleUse[] = [];
  readonly #node: Node;
  readonly #compiled: CompiledTemplate;

  constructor(node: Node, compiled: CompiledTemplate) {
    this.#node = node;
    this.#compiled = compiled;
  }

  value(value: Value, depth: number): void {
    if (depth > deepest) return;
    if (typeof value === "string") this.#text(value);
    else if (isList(value)) this.#list(value, depth);
    else if (isMap(value)) for (const entry of Object.values(value)) this.value(entry, depth + 1);
  }

  condition(): void {
    if (!hasCondition(this.#node)) return;
    const condition = conditionOf(this.#node.activity.properties);
    if (condition?.kind !== "groups") return;
    for (const { object, field, value } of condition.groups.flat()) {
      this.#name(object, field, object === null ? `"${field}"` : `${object}:${field}`, true);
      for (const entry of asList(value)) this.value(entry, 0);
    }
  }

  named({ object, field }: { readonly object: string; readonly field: string }): void {
    this.#name(object, field, `${object}:${field}`, false);
  }

  #list(list: readonly Value[], depth: number): void {
    const legacy = legacyName(list, this.#compiled);
    if (legacy) this.#name(legacy.object, legacy.field, `["${legacy.object}", "${legacy.field}"]`, false);
    else for (const entry of list) this.value(entry, depth + 1);
  }

  #name(object: string | null, field: string, source: string, inCondition: boolean): void {
    this.references.push({ node: this.#node, object, field, modifiers: [], source, inCondition });
  }

  #text(text: string): void {
    const parsed = this.#compiled.parser.parse(text);
    if (parsed.formula !== null) {
      this.#formula(parsed.formula, text.startsWith("="));
      if (parsed.formula.kind === "malformed")
        this.#parts(parsed.parts.flatMap((part) => (part.kind === "formula" ? part.literal : [part])));
      return;
    }
    this.#parts(parsed.parts);
    for (const part of parsed.parts) if (part.kind === "text") this.#titles(part.text);
    const open = parsed.parts.find((part) => part.kind === "text" && part.text.includes("{="));
    if (open?.kind === "text") this.broken.push({ node: this.#node, text: text.slice(text.indexOf(open.text) + open.text.indexOf("{=")) });
  }

  #titles(text: string): void {
    for (const [, title = ""] of text.matchAll(shownTitle)) this.titles.push({ node: this.#node, title: title.trim() });
  }

  #parts(parts: readonly Part[]): void {
    for (const part of parts) {
      if (part.kind === "reference") this.#reference(part.reference);
      else if (part.kind === "formula") this.#formula(part.formula, false, true);
    }
  }

  /** Inside a text, what stands in quotes may hold references too. */
  #formula(formula: Formula, leading: boolean, isInText = false): void {
    this.formulas.push({ node: this.#node, formula, leading });
    if (formula.kind !== "formula") return;
    for (const part of expressionsIn(formula.expression)) {
      if (part.kind === "reference") this.#reference(part.reference);
      else if (isInText && part.kind === "literal" && typeof part.value === "string") this.#parts(referencesIn(part.value));
    }
  }

  #reference({ object, field, modifiers, source }: Reference): void {
    this.references.push({ node: this.#node, object, field, modifiers, source, inCondition: false });
  }
}

/** The expression and all in it. */
export function expressionsIn(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "reference":
      return [expression];
    case "chain":
      return [expression, ...expressionsIn(expression.first), ...expression.rest.flatMap((link) => expressionsIn(link.operand))];
    case "signed":
    case "percent":
      return [expression, ...expressionsIn(expression.operand)];
    case "call":
      return [expression, ...expression.args.flatMap(expressionsIn)];
  }
}
