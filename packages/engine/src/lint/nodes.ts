// Small questions about one step of a template.
import { catalogueEntryOf } from "../activities/catalogue.ts";
import type { Node } from "../compile.ts";
import { asFlag, asText, type Value } from "../model/value.ts";

/** In lower case. */
export function typeOf(node: Node): string {
  return node.activity.type.toLowerCase();
}

/** What people call the step; what its type is called where it has no title. */
export function titleOf(node: Node): string {
  return asText(node.activity.properties["Title"]).trim() || catalogueEntryOf(node.activity.type)?.title || node.activity.type;
}

/** Titles of what the step stands in, without the root's and its own. */
export function pathOf(node: Node): readonly string[] {
  const path: string[] = [];
  for (let at = node.parent; at?.parent; at = at.parent) path.unshift(titleOf(at));
  return path;
}

/** The step itself and all below it, in reading order; what is switched off is left out unless asked for. */
export function below(node: Node, withInactive = false): readonly Node[] {
  if (!node.activity.activated && !withInactive) return [];
  return [node, ...node.children.flatMap((child) => below(child, withInactive))];
}

export function activeChildren(node: Node): readonly Node[] {
  return node.children.filter((child) => child.activity.activated);
}

export function flagOf(node: Node, name: string, otherwise = false): boolean {
  const value = node.activity.properties[name];
  return value === undefined || value === null || value === "" ? otherwise : asFlag(value);
}

/** A whole number as written; 0 where it is none, or is calculated. */
export function numberIn(value: Value | undefined): number {
  const text = asText(value).trim();
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Whether the value is only known when the workflow runs. */
export function isCalculated(value: Value | undefined): boolean {
  const text = asText(value);
  return text.includes("{=") || (text.startsWith("=") && text.length > 1);
}

/** The nearest ancestor (or the node itself) of a type; null where there is none. */
export function enclosing(node: Node, type: string): Node | null {
  for (let at: Node | null = node; at; at = at.parent) if (typeOf(at) === type) return at;
  return null;
}
