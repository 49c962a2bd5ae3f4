// Fields of a document that a reference may name: its own, and those that follow from them, of linked documents and of people.

import { printableText } from "./expression/printable.ts";
import type { Resolved, Scope } from "./expression/scope.ts";
import { usersOf, userText } from "./expression/users.ts";
import type { Context, DocumentSnapshot } from "./model/context.ts";
import type { DocumentTriple, UserId } from "./model/ids.ts";
import { baseTypeOf, type PropertyDefinition, parseProperty } from "./model/property.ts";
import type { Answers, Question, QuestionOf } from "./model/question.ts";
import { asList, asText, type Value, type ValueMap } from "./model/value.ts";

export type Ask = <K extends Question["kind"]>(question: QuestionOf<K>) => Answers[K];

interface Place {
  readonly context: Pick<Context, "directory" | "timeZone" | "hostUrl">;
  readonly ask: Ask;
}

const nothing: Resolved = { value: null, property: null };
const text = parseProperty("text", { Type: "string" });
/** Ends of names that tell something about the person in a field: ASSIGNED_BY_EMAIL. */
const personal = ["EMAIL", "WORK_PHONE", "PERSONAL_MOBILE"];
/** The product also tells amounts in the currency of its accounts. There are no rates here: the document's own currency is the one. */
const sameAs: Readonly<Record<string, string>> = { OPPORTUNITY_ACCOUNT: "OPPORTUNITY", ACCOUNT_CURRENCY_ID: "CURRENCY_ID" };

/**
 * A name in any case will do where none is spelled exactly so: names of fields are in capitals, and steps write them in any case, too.
 * @param document its values are those of this moment of the run
 */
export function documentField(place: Place, document: DocumentSnapshot, field: string): Resolved {
  const exact = fieldNamed(place, document, field);
  const capitals = field.toUpperCase();
  return exact.isUnknown && capitals !== field ? fieldNamed(place, document, capitals) : exact;
}

function fieldNamed(place: Place, document: DocumentSnapshot, field: string): Resolved {
  const property = own(document.fields, field);
  if (property || Object.hasOwn(document.values, field)) return { value: own(document.values, field) ?? null, property: property ?? null };
  return linkedField(place, document, field) ?? derivedField(place, document, field) ?? { ...nothing, isUnknown: true };
}

/** Whether documents with these fields have a field that follows from one of them. Dotted names are not looked into. */
export function isDerivedField(name: string, fields: Readonly<Record<string, PropertyDefinition>>): boolean {
  if (name === "URL" || name === "URL_BB" || Object.hasOwn(fields, own(sameAs, name) ?? "")) return true;
  return baseOfPrintable(name, fields) !== null || personalPart(name, fields) !== null;
}

/** `CONTACT.PHONE`, `ASSIGNED_BY.LOGIN` */
function linkedField(place: Place, document: DocumentSnapshot, field: string): Resolved | null {
  const dot = field.indexOf(".");
  if (dot < 0) return null;
  const [word, rest] = [field.slice(0, dot), field.slice(dot + 1)];
  const link = own(document.links ?? {}, word);
  if (link) {
    const other = linked(place, document, link);
    return other && !rest.includes(".") ? documentField(place, other, rest) : nothing;
  }
  const people = userField(word, document.fields);
  return people === null ? null : personField(place, document, people, rest);
}

function linked({ ask }: Place, { values }: DocumentSnapshot, link: { readonly field: string; readonly type: DocumentTriple }) {
  const number = numberIn(own(values, link.field) ?? null);
  const [module, entity, type] = link.type;
  return number === null ? null : ask({ kind: "document", id: [module, entity, `${type}_${number}`] });
}

/** The number of a linked document: `5`, `"5"`, `"CONTACT_5"`, the first of several. */
export function numberIn(value: Value): number | null {
  const [first] = asList(value);
  const found = /(?:^|_)(\d{1,15})$/.exec(asText(first ?? null).trim());
  return Number(found?.[1] ?? 0) || null;
}

function derivedField(place: Place, document: DocumentSnapshot, field: string): Resolved | null {
  const { context } = place;
  if (field === "URL" || field === "URL_BB") {
    const url = document.url === "" ? "" : `${context.hostUrl}${document.url}`;
    return { value: field === "URL" || url === "" ? url : `[url=${url}]${document.name}[/url]`, property: text };
  }
  const same = own(sameAs, field);
  const property = same === undefined ? undefined : own(document.fields, same);
  if (same !== undefined && property) return { value: own(document.values, same) ?? null, property };
  const base = baseOfPrintable(field, document.fields);
  if (base !== null) return { value: printed(place, document, base), property: text };
  const part = personalPart(field, document.fields);
  return part && personField(place, document, part.base, part.rest);
}

function printed({ context }: Place, document: DocumentSnapshot, base: string): string {
  const property = own(document.fields, base) ?? null;
  const value = own(document.values, base) ?? null;
  const scope = { ...context, document };
  return property && baseTypeOf(property.type) === "user" ? userText(value, scope, false) : printableText(value, property, scope);
}

/** STAGE_ID for STAGE_ID_PRINTABLE, ASSIGNED_BY_ID for ASSIGNED_BY_PRINTABLE. */
function baseOfPrintable(name: string, fields: Readonly<Record<string, PropertyDefinition>>): string | null {
  if (!name.endsWith("_PRINTABLE")) return null;
  const base = name.slice(0, -"_PRINTABLE".length);
  return [base, `${base}_ID`].find((candidate) => Object.hasOwn(fields, candidate)) ?? null;
}

function personalPart(name: string, fields: Readonly<Record<string, PropertyDefinition>>) {
  for (const rest of personal) {
    const base = name.endsWith(`_${rest}`) ? userField(name.slice(0, -rest.length - 1), fields) : null;
    if (base !== null) return { base, rest };
  }
  return null;
}

/** ASSIGNED_BY_ID for ASSIGNED_BY; CREATED_BY for itself. */
function userField(word: string, fields: Readonly<Record<string, PropertyDefinition>>): string | null {
  const names = [`${word}_ID`, word];
  return names.find((name) => Object.hasOwn(fields, name) && baseTypeOf(fields[name]?.type ?? "") === "user") ?? null;
}

function personField({ context, ask }: Place, document: DocumentSnapshot, field: string, name: string): Resolved {
  const scope: Pick<Scope, "directory" | "document" | "resolve"> = { directory: context.directory, document, resolve: () => undefined };
  const [user] = usersOf(own(document.values, field) ?? null, scope);
  return user === undefined ? nothing : { value: factOf(context, ask, user, name.toUpperCase()), property: text };
}

function factOf({ directory }: Place["context"], ask: Ask, user: UserId, name: string): Value {
  const person = directory.people.get(user);
  if (!person) return null;
  if (name === "LOGIN") return person.login;
  if (name === "EMAIL") return person.email;
  if (name === "ACTIVE") return person.active ? "Y" : "N";
  if (name === "PRINTABLE") return person.name;
  const facts: ValueMap = ask({ kind: "person", user }) ?? {};
  return own(facts, `USER_${name}`) ?? null;
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
