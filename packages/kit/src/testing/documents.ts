// The document type of a test environment: makes documents, reads them as clients see them.
import {
  addDocument,
  addList,
  checkFieldNames,
  getDocument,
  listEntityOf,
  Refusal,
  type Runtime,
  updateDocument,
  type ValueMap,
} from "@kontor/server/testing";
import type { TestEnvOptions } from "./options.ts";
import { isPerson, withPeople } from "./template.ts";

type DocumentKind = Parameters<typeof addDocument>[1]["kind"];

export interface DocumentShelf {
  /** As templates name it. */
  readonly documentType: readonly string[];
  /** @param documentId missing: of a new document of the environment's type @throws Refusal where there are no such fields */
  check(runtime: Runtime, fields: Readonly<Record<string, unknown>>, documentId?: readonly string[]): Promise<void>;
  /** @returns the document's number */
  add(runtime: Runtime, userId: number, fields: Readonly<Record<string, unknown>>): Promise<number>;
  /** Also a document of the CRM of another type. Null: it was deleted, or is of a type that cannot be read here. */
  read(runtime: Runtime, documentId: readonly string[]): Promise<Readonly<Record<string, unknown>> | null>;
  change(runtime: Runtime, userId: number, documentId: readonly string[], fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** `["crm", "CCrmDocumentDeal", "DEAL_1"]` */
  idOf(number: number): readonly string[];
}

export async function makeShelf(
  runtime: Runtime,
  portalId: number,
  given: TestEnvOptions["documentType"] = "deal",
): Promise<DocumentShelf> {
  return typeof given === "string" ? crmShelf(portalId, given) : await listShelf(runtime, portalId, given);
}

function crmShelf(portalId: number, given: "deal" | "lead"): DocumentShelf {
  // A test in JavaScript may say anything.
  if (given !== "deal" && given !== "lead")
    throw new Error(`There is no document type "${String(given)}"; there are "deal", "lead", or a list: { name, properties }`);
  const code = given === "deal" ? "DEAL" : "LEAD";
  const entity = given === "deal" ? "CCrmDocumentDeal" : "CCrmDocumentLead";
  return {
    ...reading(portalId, { kind: "crm", code }, (fields) => fields),
    documentType: ["crm", entity, code],
    idOf: (number) => ["crm", entity, `${code}_${number}`],
  };
}

async function listShelf(
  runtime: Runtime,
  portalId: number,
  { name, properties }: Exclude<NonNullable<TestEnvOptions["documentType"]>, string>,
): Promise<DocumentShelf> {
  const blockType = "lists";
  const number = await addList(runtime, { portalId, name, code: "", blockType, properties });
  const entity = listEntityOf(blockType);
  const codes = new Map(properties.map(({ code }, index) => [`PROPERTY_${index + 1}`, code]));
  return {
    ...reading(portalId, { kind: "list", blockType, number, symbolicCode: "" }, (fields) => elementOf(fields, codes)),
    documentType: ["lists", entity, `iblock_${number}`],
    idOf: (id) => ["lists", entity, String(id)],
  };
}

function reading(
  portalId: number,
  own: DocumentKind,
  shown: (fields: ValueMap) => Readonly<Record<string, unknown>>,
): Pick<DocumentShelf, "check" | "add" | "read" | "change"> {
  return {
    check: (runtime, fields, documentId) => {
      const kind = documentId === undefined ? own : placeOf(own, documentId).kind;
      return checkFieldNames(runtime, portalId, kind, Object.keys(fields));
    },
    add: (runtime, userId, fields) => addDocument(runtime, { portalId, userId, kind: own, fields: stored(fields) }),
    read: async (runtime, documentId) => {
      const { kind, number } = placeOf(own, documentId);
      try {
        return shown(await getDocument(runtime, { portalId, kind, key: { number } }));
      } catch (error) {
        if (error instanceof Refusal && /-not-found$/.test(error.code)) return null;
        throw error;
      }
    },
    change: async (runtime, userId, documentId, fields) => {
      const { kind, number } = placeOf(own, documentId);
      await updateDocument(runtime, { portalId, userId, kind, key: { number }, fields: stored(fields) });
    },
  };
}

/** `DEAL_7`, `DYNAMIC_147_7`, or the number of an element of the environment's own list. */
function placeOf(own: DocumentKind, [, , id = ""]: readonly string[]): { readonly kind: DocumentKind; readonly number: number } {
  const [, code, number] = /^(?:([A-Z_]+?(?:_\d+)?)_)?(\d+)$/.exec(id) ?? [];
  return { kind: code === undefined ? own : ({ kind: "crm", code } as DocumentKind), number: Number(number) };
}

/** Fields that name people hold their numbers. */
function stored(fields: Readonly<Record<string, unknown>>): ValueMap {
  const plain = Object.entries(fields).map(([name, value]) => [name, isPerson(value) ? value.id : withPeople(value)]);
  return Object.fromEntries(plain) as ValueMap;
}

/** Clients see the values of a property under numbers of their own; a test wants the value, under its code where it has one. */
function elementOf(fields: ValueMap, codes: ReadonlyMap<string, string | undefined>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (!codes.has(name) || typeof value !== "object" || value === null) return [name, value];
    const values = Object.values(value);
    return [codes.get(name) === undefined ? name : `PROPERTY_${codes.get(name)}`, values.length === 1 ? values[0] : values];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}
