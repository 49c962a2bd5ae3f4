// Global constants and variables of a portal: values that all its workflows share. Workflows read the present value at every use.
import { convertTo, mostGlobalLength } from "@kontor/engine";
import {
  baseTypes,
  type Globals,
  type PropertyDefinition,
  parseProperty,
  type SharedValue,
  type Value,
  type ValueMap,
} from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import {
  deleteGlobalValue,
  type GlobalKind,
  type GlobalValue,
  insertGlobalValue,
  listGlobalValues,
  lockGlobalValue,
  type StoredGlobal,
  updateGlobalValue,
} from "../store/global-value.ts";
import { findPortal } from "../store/portal.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { misfitOf } from "./value-fit.ts";

export type { GlobalKind, GlobalValue, StoredGlobal };

/** What is not named stays as it is; in a new one it is empty, a text, and for everybody. */
export interface GlobalChange {
  readonly kind: GlobalKind;
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly type?: string;
  readonly isMultiple?: boolean;
  readonly options?: ValueMap | null;
  readonly visibility?: string;
  readonly value?: Value;
}

type Base = Pick<Runtime, "database">;

/** @param documentType only those that designers of this type of documents offer: `["crm", "CCrmDocumentDeal", "DEAL"]` */
export async function listGlobals({ database }: Base, portalId: number, documentType?: readonly string[]): Promise<StoredGlobal[]> {
  const all = await listGlobalValues(database, portalId);
  if (documentType === undefined) return all;
  const [module = "", , type = ""] = documentType;
  const places = ["GLOBAL", module, `${module}_${type}`].map((place) => place.toUpperCase());
  return all.filter(({ visibility }) => places.includes(visibility.toUpperCase()));
}

/** @throws Refusal `argument-invalid`, also where it is there already */
export async function addGlobal(runtime: Base, portalId: number, change: GlobalChange): Promise<GlobalValue> {
  const added = await checked(runtime, portalId, null, change);
  if (!(await insertGlobalValue(runtime.database, portalId, added))) refuse("id", `there is a global ${change.kind} ${change.id} already`);
  return added;
}

/** A type that changes takes the value along as far as it converts. @throws Refusal `argument-invalid`, also where there is none */
export function changeGlobal(runtime: Base, portalId: number, change: GlobalChange): Promise<GlobalValue> {
  return runtime.database.transaction(async (tx) => {
    const known = await lockGlobalValue(tx, portalId, change.kind, change.id);
    if (!known) return refuse("id", `there is no global ${change.kind} ${change.id}`);
    const changed = await checked({ database: tx }, portalId, known, change);
    await updateGlobalValue(tx, portalId, changed);
    return changed;
  });
}

/** @throws Refusal `argument-invalid` where there is none */
export async function removeGlobal({ database }: Base, portalId: number, kind: GlobalKind, id: string): Promise<void> {
  if (!(await deleteGlobalValue(database, portalId, kind, id))) refuse("id", `there is no global ${kind} ${id}`);
}

/** As steps see them. */
export async function globalsOf(db: Db, portalId: number): Promise<Globals> {
  const all = await listGlobalValues(db, portalId);
  const of = (kind: GlobalKind): Globals["variables"] =>
    Object.fromEntries(
      all
        .filter((one) => one.kind === kind)
        .map((one): [string, SharedValue] => [one.id, { property: propertyOf(one), value: one.value, version: one.version }]),
    );
  return { variables: of("variable"), constants: of("constant") };
}

function propertyOf({ id, name, description, type, isMultiple, options }: Omit<GlobalValue, "value">): PropertyDefinition {
  return { ...parseProperty(id, { Name: name, Description: description, Type: type, Multiple: isMultiple }), options };
}

async function checked(
  { database }: { readonly database: Db },
  portalId: number,
  known: GlobalValue | null,
  { kind, id, ...change }: GlobalChange,
): Promise<GlobalValue> {
  const fallback = { name: id, description: "", type: "string", isMultiple: false, options: null, visibility: "GLOBAL", value: null };
  const given = { ...fallback, ...known, ...change, kind, id };
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(id)) refuse("id", "a letter first, then letters, digits and _, at most 64");
  if (!baseTypes.some((type) => type === given.type)) refuse("type", `one of ${baseTypes.join(", ")}`);
  if (!/^[A-Za-z0-9_]{1,100}$/.test(given.visibility))
    refuse("visibility", "GLOBAL, a module such as CRM, or a type of documents such as CRM_DEAL");
  if (given.type === "select" && Object.keys(given.options ?? {}).length === 0) refuse("options", "a select has choices");
  const portal = await findPortal(database, portalId);
  if (!portal) return refuse("portal", `there is no portal ${portalId}`);
  const misfit = change.value === undefined ? null : await misfitOf(database, portalId, propertyOf(given), change.value);
  if (misfit !== null) return refuse("value", misfit);
  const value = convertTo(given.value, propertyOf(given), { timeZone: portal.timeZone });
  const isLost =
    change.value !== undefined &&
    change.value !== null &&
    change.value !== "" &&
    (value === null || (Array.isArray(value) && value.length === 0));
  if (JSON.stringify(value).length > mostGlobalLength) refuse("value", `at most ${mostGlobalLength} characters`);
  if (isLost) refuse("value", `this is no value of the type ${given.type}`);
  return { ...given, value };
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
