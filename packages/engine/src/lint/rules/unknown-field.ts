// Document fields that the documents do not have, read or written. Only where the fields are known; one finding a field.
import type { Node } from "../../compile.ts";
import { isDerivedField } from "../../document-fields.ts";
import type { Problem, Rule } from "../finding.ts";
import type { DocumentFields } from "../knowledge.ts";
import { quoted, suggestion } from "../names.ts";
import type { Subject } from "../subject.ts";
import { withoutPrintable } from "./unknown-name.ts";

export const unknownField: Rule = {
  name: "unknown-field",
  check(subject) {
    const { fields } = subject.knowledge;
    if (fields === null) return [];
    const byField = new Map<string, Mention[]>();
    for (const mention of mentionsIn(subject)) {
      const field = mention.isRead ? withoutPrintable(mention.field) : mention.field;
      if (!isField(mention.field, fields)) byField.set(field, [...(byField.get(field) ?? []), mention]);
    }
    return [...byField].flatMap(([field, mentions]) => problemOf(field, mentions, fields));
  },
};

interface Mention {
  readonly node: Node;
  readonly field: string;
  readonly isRead: boolean;
}

function mentionsIn({ uses, writes }: Subject): Mention[] {
  const read = uses.references.filter(({ object }) => object?.toLowerCase() === "document");
  const written = writes.filter(({ kind }) => kind !== "variable");
  return [
    ...read.map(({ node, field }) => ({ node, field, isRead: true })),
    ...written.map(({ node, name }) => ({ node, field: name, isRead: false })),
  ];
}

function problemOf(field: string, mentions: readonly Mention[], fields: DocumentFields): Problem[] {
  const [first] = mentions;
  if (!first) return [];
  const steps = new Set(mentions.map(({ node }) => node)).size;
  const effects = [
    ...(mentions.some(({ isRead }) => isRead) ? ["it reads as empty"] : []),
    ...(mentions.some(({ isRead }) => !isRead) ? ["what is written there is lost"] : []),
  ];
  const where = steps === 1 ? "" : ` ${steps} steps use it.`;
  const near = suggestion(field, Object.keys(fields.fields));
  const text = `There is no document field ${quoted(field)} in ${fields.source}: ${effects.join(", and ")}.${where} Name another, or add the field.${near}`;
  return [{ severity: "warning", node: first.node, text }];
}

/** Dotted names reach into linked items and are never listed. */
function isField(name: string, { fields, open }: DocumentFields): boolean {
  if (name === "" || name.includes(".") || open.some((prefix) => name.toUpperCase().startsWith(prefix))) return true;
  const isKnown = (one: string): boolean => Object.hasOwn(fields, one) || Object.hasOwn(fields, withoutPrintable(one));
  const capitals = name.trim().toUpperCase();
  return isKnown(name) || isKnown(capitals) || isDerivedField(name, fields) || isDerivedField(capitals, fields);
}
