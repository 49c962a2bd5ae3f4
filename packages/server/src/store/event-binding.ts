// What applications want to be told of. Jobs of raised events are written by the function `raise_event` (migration 0007).
import type { Value } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface RaisedEvent {
  /** `ONCRMDEALADD` */
  readonly name: string;
  /** Pairs of name and value: a jsonb column keeps no order of names. */
  readonly data: readonly (readonly [string, Value])[];
  /** Who caused it; null: nobody who signs in. */
  readonly userId: number | null;
}

export interface BindingOwner {
  readonly portalId: number;
  readonly applicationId: number;
}

export interface EventBinding {
  readonly event: string;
  /** Empty: an offline binding. */
  readonly handler: string;
  /** In whose name the handler is called; null: of whoever caused the event. */
  readonly authUserId: number | null;
  readonly isOffline: boolean;
  readonly connector: string;
}

export interface NewEventBinding extends EventBinding {
  readonly options: Value;
  readonly createdBy: number;
}

/** What narrows a set of bindings; null narrows nothing. */
export interface BindingFilter {
  readonly event: string | null;
  readonly handler: string | null;
  /** The user 0 stands for bindings that act for whoever caused the event. */
  readonly authUserId: number | null;
  readonly isOffline: boolean;
}

/** In the order in which they were made. @param authUserId only those in the name of this user; null: all */
export async function listBindings(
  db: Db,
  { portalId, applicationId }: BindingOwner,
  authUserId: number | null = null,
): Promise<EventBinding[]> {
  return await db.sql<EventBinding>`
    select event, handler, auth_user_id as "authUserId", is_offline as "isOffline", auth_connector as connector
    from event_binding
    where portal_id = ${portalId} and application_id = ${applicationId}
      and (${authUserId}::bigint is null or auth_user_id = ${authUserId})
    order by id`;
}

/** Until the transaction ends nobody else makes bindings of this application. False: it is gone. */
export async function lockBindings(tx: Tx, { portalId, applicationId }: BindingOwner): Promise<boolean> {
  const rows = await tx.sql`select id from application where portal_id = ${portalId} and id = ${applicationId} for no key update`;
  return rows.length > 0;
}

export async function insertBinding(db: Db, { portalId, applicationId }: BindingOwner, binding: NewEventBinding): Promise<void> {
  const { event, handler, authUserId, isOffline, connector, options, createdBy } = binding;
  await db.sql`
    insert into event_binding (portal_id, application_id, event, handler, auth_user_id, is_offline, auth_connector, options, created_by)
    values (${portalId}, ${applicationId}, ${event}, ${handler}, ${authUserId}, ${isOffline}, ${connector}, ${JSON.stringify(options)},
            ${createdBy})`;
}

/** How many there were. */
export async function deleteBindings(db: Db, { portalId, applicationId }: BindingOwner, which: BindingFilter): Promise<number> {
  const rows = await db.sql`
    delete from event_binding
    where portal_id = ${portalId} and application_id = ${applicationId} and is_offline = ${which.isOffline}
      and (${which.event}::text is null or event = ${which.event})
      and (${which.handler}::text is null or handler = ${which.handler})
      and (${which.authUserId}::bigint is null or coalesce(auth_user_id, 0) = ${which.authUserId})
    returning id`;
  return rows.length;
}

/**
 * Tells the installed applications that are bound to the event, or only the one that is named. Wake the worker after the commit.
 * @returns the addresses that will be called
 */
export async function raiseEvent(
  db: Db,
  portalId: number,
  { name, data, userId }: RaisedEvent,
  applicationId: number | null = null,
): Promise<readonly string[]> {
  const rows = await db.sql<{ handlers: string[] }>`
    select raise_event(${portalId}, ${name}, ${JSON.stringify(data)}::jsonb, ${userId}, ${applicationId}) as handlers`;
  return rows[0]?.handlers ?? [];
}
