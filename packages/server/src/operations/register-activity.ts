// Registers, changes and removes an application's action or robot.
import { createHash } from "node:crypto";
import { isMap, type Value, type ValueMap } from "@kontor/engine/model";
import { isOnDomainOf } from "../apps/handler-url.ts";
import { isUniqueViolation } from "../db/db.ts";
import { isNamedType } from "../documents/named-types.ts";
import { enqueue } from "../queue/enqueue.ts";
import { readApplication } from "../store/application.ts";
import {
  deleteRegistration,
  insertRegistration,
  listRegistrationCodes,
  lockRegistration,
  type Registration,
  replaceRegistration,
} from "../store/application-activity.ts";
import { findPortal } from "../store/portal.ts";
import { checkHandlerUrl } from "./check-handler-url.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

/** What an application says of its action; missing fields stay as they are in an update. */
export interface ActivityFields {
  readonly HANDLER?: Value;
  readonly AUTH_USER_ID?: Value;
  readonly USE_SUBSCRIPTION?: Value;
  readonly NAME?: Value;
  readonly DESCRIPTION?: Value;
  readonly PROPERTIES?: Value;
  readonly RETURN_PROPERTIES?: Value;
  readonly DOCUMENT_TYPE?: Value;
  readonly FILTER?: Value;
  readonly USE_PLACEMENT?: Value;
  readonly PLACEMENT_HANDLER?: Value;
}

export interface ActivityOwner {
  readonly portalId: number;
  readonly application: { readonly id: number; readonly clientId: string };
  readonly userId: number;
  readonly isRobot: boolean;
}

/**
 * Workflows that were held at its step, because it was gone, go on by themselves.
 * @throws Refusal with the codes `activity-*` and `handler-*` of `bizproc.activity.add` and `bizproc.robot.add`
 */
export async function registerActivity(runtime: Runtime, owner: ActivityOwner, code: string, fields: ActivityFields): Promise<void> {
  checkCode(code);
  const { application, isRobot } = owner;
  const empty: Registration = {
    applicationId: application.id,
    code,
    type: activityTypeOf(application.clientId, code),
    isRobot,
    handler: "",
    authUserId: null,
    subscription: "",
    name: "",
    description: "",
    properties: {},
    returnProperties: {},
    documentType: null,
    filter: null,
    usePlacement: false,
    placementHandler: "",
  };
  const registration = await applied(runtime, owner, empty, { HANDLER: "", NAME: "", ...fields });
  try {
    await runtime.database.transaction(async (tx) => {
      await insertRegistration(tx, owner.portalId, registration);
      await enqueue(tx, [{ portalId: owner.portalId, kind: "resume-held-steps", payload: { type: registration.type } }]);
    });
    runtime.wake();
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal("activity-already-installed", {}, { cause: error });
    throw error;
  }
}

/** @throws Refusal with the codes `activity-*` and `handler-*` of `bizproc.activity.update` and `bizproc.robot.update` */
export async function changeActivity(runtime: Runtime, owner: ActivityOwner, code: string, fields: ActivityFields): Promise<void> {
  checkCode(code);
  await runtime.database.transaction(async (tx) => {
    const known = await lockRegistration(tx, owner.portalId, owner.application.id, code, owner.isRobot);
    if (!known) throw new Refusal("activity-not-found");
    if (Object.values(fields).every((value) => value === undefined)) throw new Refusal("activity-fields-empty");
    await replaceRegistration(tx, owner.portalId, await applied(runtime, owner, known, fields));
  });
}

/** Workflows that reach its step from now on are held until it is registered again. @throws Refusal `activity-*` */
export async function removeActivity(runtime: Runtime, owner: ActivityOwner, code: string): Promise<void> {
  checkCode(code);
  const removed = await deleteRegistration(runtime.database, owner.portalId, owner.application.id, code, owner.isRobot);
  if (!removed) throw new Refusal("activity-not-found");
}

export function listActivities(runtime: Runtime, owner: Pick<ActivityOwner, "portalId" | "application" | "isRobot">): Promise<string[]> {
  return listRegistrationCodes(runtime.database, owner.portalId, owner.application.id, owner.isRobot);
}

/** The type of an application's step in templates. */
export function activityTypeOf(clientId: string, code: string): string {
  return `rest_${createHash("md5").update(`${clientId}@${code}`).digest("hex")}`;
}

function checkCode(code: string): void {
  if (code === "") throw new Refusal("activity-code-empty");
  if (!/^[a-zA-Z0-9.\-_]{1,128}$/.test(code)) throw new Refusal("activity-code-wrong");
}

async function applied(runtime: Runtime, owner: ActivityOwner, before: Registration, fields: ActivityFields): Promise<Registration> {
  const check = await handlerCheck(runtime, owner);
  const has = (name: keyof ActivityFields): boolean => fields[name] !== undefined;
  const usePlacement = has("USE_PLACEMENT") ? asYesNo(fields.USE_PLACEMENT) === "Y" : before.usePlacement;
  const placementHandler = has("PLACEMENT_HANDLER") ? text(fields.PLACEMENT_HANDLER) : before.placementHandler;
  if (has("HANDLER")) check(text(fields.HANDLER));
  if (has("NAME") && isNameless(fields.NAME)) throw new Refusal("activity-name-empty");
  const isPlacementSaid = has("USE_PLACEMENT") || has("PLACEMENT_HANDLER");
  // An address that is not used yet is opened in a browser as soon as USE_PLACEMENT is said: it must be good now.
  if (isPlacementSaid && (usePlacement || placementHandler !== "")) check(placementHandler);
  if (has("FILTER")) checkFilter(fields.FILTER);
  if (has("DOCUMENT_TYPE")) checkDocumentType(fields.DOCUMENT_TYPE);
  return {
    ...before,
    handler: has("HANDLER") ? text(fields.HANDLER) : before.handler,
    name: has("NAME") ? (fields.NAME ?? "") : before.name,
    description: has("DESCRIPTION") ? (fields.DESCRIPTION ?? "") : before.description,
    authUserId: has("AUTH_USER_ID") ? number(fields.AUTH_USER_ID) : before.authUserId,
    subscription: has("USE_SUBSCRIPTION") ? asYesNo(fields.USE_SUBSCRIPTION) : before.subscription,
    properties: has("PROPERTIES") ? propertiesOf(fields.PROPERTIES) : before.properties,
    returnProperties: has("RETURN_PROPERTIES") ? propertiesOf(fields.RETURN_PROPERTIES) : before.returnProperties,
    documentType: has("DOCUMENT_TYPE") ? (fields.DOCUMENT_TYPE ?? null) : before.documentType,
    filter: has("FILTER") ? (fields.FILTER ?? null) : before.filter,
    usePlacement,
    placementHandler,
  };
}

/** Handlers lie where the application lies. @throws Refusal `handler-*` */
async function handlerCheck({ database }: Runtime, { portalId, application }: ActivityOwner): Promise<(url: string) => void> {
  const portal = await findPortal(database, portalId);
  const known = await readApplication(database, portalId, application.id);
  const ownUrls = known === null ? [] : [known.handlerUrl, known.installUrl];
  return (url) => {
    checkHandlerUrl(url, { privateAllowed: portal?.privateHandlers === true });
    if (!isOnDomainOf(url, ownUrls)) throw new Refusal("handler-url-wrong", { url });
  };
}

function text(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function number(value: Value | undefined): number | null {
  const id = Number(text(value));
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** Flags arrive as Y/N, true/false, 1/0; empty means "not said". */
function asYesNo(value: Value | undefined): "Y" | "N" | "" {
  const flag = typeof value === "boolean" ? String(value) : text(value).trim().toLowerCase();
  if (["y", "1", "true", "yes"].includes(flag)) return "Y";
  return ["n", "0", "false", "no"].includes(flag) ? "N" : "";
}

function isNameless(value: Value | undefined): boolean {
  if (isMap(value)) return !Object.values(value).some((name) => text(name).trim() !== "");
  return text(value).trim() === "";
}

/** Definitions by key. An empty list stands for an empty map. */
function propertiesOf(value: Value | undefined): ValueMap {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return {};
  if (!isMap(value)) throw new Refusal("activity-properties-wrong");
  for (const [key, property] of Object.entries(value)) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(key)) throw new Refusal("activity-property-key-wrong", { key });
    if (!isMap(property)) throw new Refusal("activity-properties-wrong");
    const name = Object.entries(property).find(([part]) => part.toLowerCase() === "name")?.[1];
    if (isNameless(name)) throw new Refusal("activity-property-name-empty", { key });
  }
  return Object.fromEntries(Object.entries(value).map(([key, property]) => [key, canonicalKeys(property as ValueMap)]));
}

const propertyKeys = ["Name", "Description", "Type", "Options", "Required", "Multiple", "Default", "Settings"];

/** Clients write NAME, Name and name alike. */
function canonicalKeys(property: ValueMap): ValueMap {
  return Object.fromEntries(
    Object.entries(property).map(([key, value]) => [propertyKeys.find((known) => known.toLowerCase() === key.toLowerCase()) ?? key, value]),
  );
}

function checkFilter(filter: Value | undefined): void {
  if (filter === null || filter === undefined || filter === "" || (Array.isArray(filter) && filter.length === 0)) return;
  if (!isMap(filter)) throw new Refusal("activity-filter-wrong");
  const rules = Object.entries(filter).flatMap(([key, list]) => {
    if (!["INCLUDE", "EXCLUDE"].includes(key.toUpperCase())) throw new Refusal("activity-filter-wrong");
    if (Array.isArray(list)) return list as readonly Value[];
    return isMap(list) ? Object.values(list) : [list];
  });
  const isRule = (rule: Value): boolean =>
    typeof rule === "string" || (Array.isArray(rule) && rule.length <= 3 && rule.every((part) => typeof part === "string"));
  if (!rules.every(isRule)) throw new Refusal("activity-filter-wrong");
}

function checkDocumentType(given: Value | undefined): void {
  if (given === null || given === "" || (Array.isArray(given) && given.length === 0)) return;
  const triple = Array.isArray(given) ? given.map((part) => text(part as Value)) : [];
  const isTriple = triple.length === 3 && triple.every((part) => part !== "");
  // Types that this server does not have yet are kept as they are said: they only decide which fields the designer offers.
  if (!isTriple || !isNamedType(triple)) throw new Refusal("activity-document-type-wrong");
}
