// What applications want to be told of: made, removed and listed by themselves.
import type { Value } from "@kontor/engine/model";
import { basicScope, eventCodes, scopeOfEvent } from "../apps/events.ts";
import type { Caller } from "../auth/caller.ts";
import { type BindingOwner, deleteBindings, type EventBinding, insertBinding, listBindings, lockBindings } from "../store/event-binding.ts";
import { findPortal } from "../store/portal.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { checkHandlerUrl } from "./check-handler-url.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { EventBinding } from "../store/event-binding.ts";

export interface NewBinding {
  /** In upper case. */
  readonly event: string;
  /** Empty where none was given; offline bindings need none. */
  readonly handler: string;
  /** In whose name the handler is called; 0: of whoever causes the event. */
  readonly authUserId: number;
  readonly isOffline: boolean;
  readonly connector: string;
  readonly options: Readonly<Record<string, Value>>;
}

export interface Unbinding {
  /** Null: of all events. */
  readonly event: string | null;
  /** Null: with any address. */
  readonly handler: string | null;
  /** 0: only those in the name of whoever causes the event; null: in any name. */
  readonly authUserId: number | null;
  readonly isOffline: boolean;
}

/** Of one application: installers that bind anew at every start must not fill the table. */
const mostBindings = 500;
const longestConnector = 255;
const mostOptionBytes = 16_384;

/**
 * People without administrator rights bind in their own name, and only online. An event whose scope the application lacks is unknown to it.
 * @throws Refusal `event-*`, `handler-*`, `argument-missing`, `argument-invalid`
 */
export async function bindEvent({ database }: Pick<Runtime, "database">, caller: Caller, given: NewBinding): Promise<void> {
  const owner = bindingOwner(caller);
  if (given.isOffline && !caller.isAdmin) throw new Refusal("event-offline-bind-denied");
  const scope = scopeOfEvent(given.event);
  if (scope === null || (scope !== basicScope && !caller.scopes.has(scope))) throw new Refusal("event-not-found");
  const authUserId = ownUser(caller, given.authUserId, "event-other-user-bind-denied") || null;
  checkSizes(given);
  const handler = given.isOffline ? "" : given.handler;
  if (!given.isOffline) {
    if (handler === "") throw new Refusal("argument-missing", { argument: "HANDLER" });
    checkHandlerUrl(handler, { privateAllowed: (await findPortal(database, owner.portalId))?.privateHandlers === true });
  }
  if (authUserId !== null && (await readPortalUser(database, owner.portalId, authUserId)) === null) {
    throw new Refusal("argument-invalid", { argument: "AUTH_TYPE", reason: "there is no such person" });
  }
  const binding = { ...given, handler, authUserId, createdBy: caller.userId };
  await database.transaction(async (tx) => {
    if (!(await lockBindings(tx, owner))) throw new Refusal("application-not-found");
    refuseOneTooMany(await listBindings(tx, owner), binding);
    await insertBinding(tx, owner, binding);
  });
}

/**
 * People without administrator rights remove only what is bound in their own name.
 * @returns how many were removed
 * @throws Refusal `event-offline-unbind-denied`, `event-other-user-unbind-denied`
 */
export async function unbindEvent({ database }: Pick<Runtime, "database">, caller: Caller, which: Unbinding): Promise<number> {
  if (which.isOffline && !caller.isAdmin) throw new Refusal("event-offline-unbind-denied");
  const given = caller.isAdmin ? which.authUserId : ownUser(caller, which.authUserId ?? 0, "event-other-user-unbind-denied");
  return await deleteBindings(database, bindingOwner(caller), { ...which, authUserId: given });
}

/** People without administrator rights see only what is bound in their own name. */
export function readBindings({ database }: Pick<Runtime, "database">, caller: Caller): Promise<EventBinding[]> {
  return listBindings(database, bindingOwner(caller), caller.isAdmin ? null : caller.userId);
}

/** Codes of the events of one scope, where one is named; else of all, or of those that the caller may bind. */
export function availableEvents({ scopes }: Caller, asked: { readonly scope: string; readonly full: boolean }): readonly string[] {
  if (asked.scope !== "") return eventCodes([asked.scope]);
  return eventCodes(asked.full ? null : [basicScope, ...scopes]);
}

/** @throws Refusal `application-context-required` */
export function bindingOwner({ portalId, app }: Caller): BindingOwner {
  if (app === null) throw new Refusal("application-context-required");
  return { portalId, applicationId: app.id };
}

/** Administrators may name anybody, everybody else only themselves. */
function ownUser(caller: Caller, named: number, denial: RefusalCode): number {
  if (caller.isAdmin) return named;
  if (named !== 0 && named !== caller.userId) throw new Refusal(denial);
  return caller.userId;
}

function refuseOneTooMany(bound: readonly EventBinding[], binding: EventBinding): void {
  if (bound.some((known) => key(known) === key(binding))) throw new Refusal("event-already-bound");
  if (bound.length >= mostBindings) {
    throw new Refusal("argument-invalid", { argument: "EVENT", reason: `the application has ${mostBindings} handlers already` });
  }
}

/** As the table's unique indexes have it. */
function key({ event, handler, authUserId, isOffline, connector }: EventBinding): string {
  return JSON.stringify(isOffline ? [event, connector] : [event, handler, authUserId, true]);
}

function checkSizes({ connector, options }: NewBinding): void {
  if (connector.length > longestConnector) {
    throw new Refusal("argument-invalid", { argument: "AUTH_CONNECTOR", reason: `more than ${longestConnector} characters` });
  }
  if (Buffer.byteLength(JSON.stringify(options)) > mostOptionBytes) {
    throw new Refusal("argument-invalid", { argument: "OPTIONS", reason: `more than ${mostOptionBytes} bytes` });
  }
}
