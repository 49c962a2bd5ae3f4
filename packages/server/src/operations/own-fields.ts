// Fields that a portal adds to a type of documents: UF_CRM_… of the CRM, PROPERTY_… of lists.
import type { PropertyDefinition, Value, ValueMap } from "@kontor/engine/model";
import { isOwnField } from "../documents/crm-type.ts";
import { insertDocumentType, lockOwnFields, writeOwnFields } from "../store/document-type.ts";
import { type DocumentType, findDocumentType } from "./document-types.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

type Base = Pick<Runtime, "database">;

export interface OwnField {
  /** UF_CRM_SIZE, PROPERTY_3 */
  readonly id: string;
  readonly definition: PropertyDefinition;
}

export interface NewField {
  readonly type: string;
  /** UF_CRM_SIZE; of a list the symbolic code, or "". */
  readonly id: string;
  readonly name: string;
  /** A base type, or one of the CRM's: `UF:money`, `UF:url`. */
  readonly fieldType: string;
  readonly multiple: boolean;
  readonly required: boolean;
  /** Choices of a select: key → label. */
  readonly options: ValueMap | null;
  readonly default: Value;
}

const fieldTypes: readonly string[] = [
  ...["string", "text", "int", "double", "bool", "date", "datetime", "time", "user", "file", "select"],
  ...["UF:money", "UF:url", "UF:address", "UF:crm", "UF:crm_status", "UF:iblock_element", "UF:iblock_section"],
];

export async function listOwnFields(runtime: Base, portalId: number, type: string): Promise<readonly OwnField[]> {
  const { fields } = await findDocumentType(runtime, portalId, type);
  return Object.entries(fields).flatMap(([id, definition]) => (isOwnField(id) || /^PROPERTY_\d+$/.test(id) ? [{ id, definition }] : []));
}

/**
 * @returns the name under which documents hold it
 * @throws Refusal `argument-invalid`
 */
export async function addOwnField(runtime: Base, portalId: number, field: NewField): Promise<string> {
  const type = await findDocumentType(runtime, portalId, field.type);
  checkField(type, field);
  return runtime.database.transaction(async (tx) => {
    await insertDocumentType(tx, portalId, type.code, type.name);
    const known = (await lockOwnFields(tx, portalId, type.code)) ?? {};
    const id = isList(type) ? nextProperty(known) : field.id.trim().toUpperCase();
    if (Object.hasOwn(known, id)) refuse("id", `there is a field ${id} already`);
    await writeOwnFields(tx, portalId, type.code, { ...known, [id]: written(type, field) });
    return id;
  });
}

/** Values in documents stay, and read as texts from then on. @throws Refusal `argument-invalid` where there is none */
export async function removeOwnField(runtime: Base, portalId: number, type: string, id: string): Promise<void> {
  const { code } = await findDocumentType(runtime, portalId, type);
  const name = id.trim().toUpperCase();
  await runtime.database.transaction(async (tx) => {
    const known = (await lockOwnFields(tx, portalId, code)) ?? {};
    if (!Object.hasOwn(known, name)) refuse("id", `documents of the type ${code} have no field ${name} of the portal's own`);
    const { [name]: _gone, ...rest } = known;
    await writeOwnFields(tx, portalId, code, rest);
  });
}

function checkField(type: DocumentType, { id, name, fieldType, options }: NewField): void {
  const isNamedRight = isList(type) ? /^[A-Z0-9_]{0,50}$/i.test(id.trim()) : /^UF_[A-Z0-9_]{1,50}$/i.test(id.trim());
  if (!isNamedRight)
    refuse(
      "id",
      isList(type) ? "a code is made of letters, digits and _" : "fields of the CRM are named UF_CRM_… of letters, digits and _",
    );
  if (name.trim() === "") refuse("name", "a field needs a name");
  if (!fieldTypes.includes(fieldType)) refuse("field-type", `it is one of ${fieldTypes.join(", ")}`);
  if (fieldType === "select" && Object.keys(options ?? {}).length === 0) refuse("options", "a select needs choices");
}

function isList({ triple }: DocumentType): boolean {
  return triple[0] === "lists";
}

function nextProperty(known: ValueMap): string {
  const numbers = Object.keys(known).map((key) => Number(key.slice("PROPERTY_".length)) || 0);
  return `PROPERTY_${Math.max(0, ...numbers) + 1}`;
}

function written(type: DocumentType, field: NewField): ValueMap {
  const { id, name, fieldType, multiple, required, options } = field;
  return {
    Name: name.trim(),
    Type: fieldType,
    Multiple: multiple,
    Required: required,
    ...(isList(type) && id.trim() !== "" ? { Code: id.trim().toUpperCase() } : {}),
    ...(options === null ? {} : { Options: options }),
    ...(field.default === null ? {} : { Default: field.default }),
  };
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
