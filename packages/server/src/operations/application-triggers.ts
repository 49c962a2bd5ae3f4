// Triggers from outside: those that applications register and raise, and those that an address raises.
import { asText } from "@kontor/engine/model";
import { documentTypeOfCode } from "../documents/registry.ts";
import { typeCodeOf } from "../documents/type-number.ts";
import {
  deleteApplicationTrigger,
  listApplicationTriggers as readApplicationTriggers,
  writeApplicationTrigger,
} from "../store/automation-trigger.ts";
import { readDocument } from "../store/document.ts";
import { mayOnDocument, type Person } from "./access-rights.ts";
import { type Raised, raiseTrigger } from "./raise-trigger.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

interface Owner {
  readonly portalId: number;
  readonly applicationId: number;
}

const longestCode = 128;
const longestName = 255;

/** A code that the application has registered already gets the new name. @throws Refusal `trigger-code-*`, `trigger-name-empty` */
export async function registerTrigger({ database }: Runtime, owner: Owner, code: string, name: string): Promise<void> {
  checkCode(code);
  if (name.trim() === "") throw new Refusal("trigger-name-empty");
  const cut = [...name.slice(0, 2 * longestName)].slice(0, longestName).join("");
  await writeApplicationTrigger(database, owner.portalId, { applicationId: owner.applicationId, code, name: cut });
}

/** Those of one application, the oldest first. */
export async function listRegisteredTriggers(
  { database }: Runtime,
  { portalId, applicationId }: Owner,
): Promise<readonly { readonly code: string; readonly name: string }[]> {
  return readApplicationTriggers(database, portalId, applicationId);
}

/** Triggers of stages that wait for it stay, and are raised again when it is registered again. @throws Refusal `trigger-code-*`, `trigger-not-found` */
export async function unregisterTrigger({ database }: Runtime, { portalId, applicationId }: Owner, code: string): Promise<void> {
  checkCode(code);
  if (!(await deleteApplicationTrigger(database, portalId, applicationId, code))) throw new Refusal("trigger-not-found");
}

export interface RaisedByApplication extends Owner {
  readonly userId: number;
  readonly code: string;
  /** 1 lead, 2 deal, 3 contact, 4 company, 7 estimate, 31 invoice, 128 and more smart processes. */
  readonly ownerType: number;
  readonly ownerId: number;
}

/**
 * A document that is not there, or that no trigger moves, is no error.
 * @throws Refusal `trigger-code-*`, `trigger-not-registered`, `trigger-owner-type-incorrect`, `trigger-owner-incorrect`; `busy` where triggers
 * and workflows have moved it too often within a minute
 */
export async function raiseApplicationTrigger(runtime: Runtime, given: RaisedByApplication): Promise<void> {
  const { portalId, applicationId, userId, code, ownerType, ownerId: id } = given;
  checkCode(code);
  const registered = await readApplicationTriggers(runtime.database, portalId, applicationId);
  if (!registered.some((trigger) => trigger.code === code)) throw new Refusal("trigger-not-registered", { code });
  const type = (await documentTypeOfCode(runtime.database, portalId, typeCodeOf(ownerType)))?.code;
  if (type === undefined) throw new Refusal("trigger-owner-type-incorrect");
  if (!(Number.isSafeInteger(id) && id > 0)) throw new Refusal("trigger-owner-incorrect");
  const isMeant = (rules: object): boolean => {
    const { APP_ID, CODE } = rules as Readonly<Record<string, string>>;
    return APP_ID === String(applicationId) && CODE === code;
  };
  refuseCircle(await raiseTrigger(runtime, { portalId, type, id, code: "APP", isMeant, values: {}, changed: null, userId }));
}

export interface RaisedByAddress {
  readonly portalId: number;
  readonly person: Person;
  /** `DEAL_57` */
  readonly target: string;
  /** "" for triggers that have none. */
  readonly code: string;
}

/**
 * That no trigger moves the document is no error.
 * @throws Refusal `trigger-target-missing`, `trigger-target-format`, `trigger-target-not-found`, `trigger-update-denied`
 */
export async function raiseWebhookTrigger(runtime: Runtime, { portalId, person, target, code }: RaisedByAddress): Promise<void> {
  if (target.trim() === "") throw new Refusal("trigger-target-missing");
  const found = /^([A-Z]\w*)_(\d{1,15})$/.exec(target.trim().toUpperCase());
  if (!found) throw new Refusal("trigger-target-format");
  const [type = "", id] = [found[1], Number(found[2])];
  const known = await documentTypeOfCode(runtime.database, portalId, type);
  if (known?.triple[0] !== "crm" || !(await readDocument(runtime.database, portalId, type, id)))
    throw new Refusal("trigger-target-not-found");
  if (!(await mayOnDocument(runtime, runtime.database, person, "write", { portalId, type: known, id })))
    throw new Refusal("trigger-update-denied");
  const isMeant = (rules: object): boolean => asText((rules as Readonly<Record<string, string>>)["code"]) === code;
  refuseCircle(
    await raiseTrigger(runtime, { portalId, type, id, code: "WEBHOOK", isMeant, values: {}, changed: null, userId: person.userId }),
  );
}

/** Whoever calls hears that the document has not been moved, and may call again later. */
function refuseCircle(raised: Raised): void {
  if (raised.kind === "circling") throw new Refusal("busy");
}

function checkCode(code: string): void {
  if (code === "") throw new Refusal("trigger-code-empty");
  if (code.length > longestCode || !/^[\w.-]+$/.test(code)) throw new Refusal("trigger-code-wrong");
}
