// Handlers that applications bound to places of the interface.
import type { Value } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface Placement {
  /** `CRM_DEAL_DETAIL_TAB` */
  readonly code: string;
  readonly handler: string;
  /** Null: for everybody. */
  readonly userId: number | null;
  readonly title: string;
  readonly description: string;
  readonly groupName: string;
  /** TITLE, DESCRIPTION and GROUP_NAME by language. */
  readonly languages: Value;
  readonly options: Value;
}

export interface PlacementOwner {
  readonly portalId: number;
  readonly applicationId: number;
}

interface PlacementRow {
  readonly code: string;
  readonly handler: string;
  readonly user_id: number | null;
  readonly title: string;
  readonly description: string;
  readonly group_name: string;
  readonly languages: Value;
  readonly options: Value;
}

/** In the order of their binding. */
export async function listPlacements(db: Db, { portalId, applicationId }: PlacementOwner): Promise<Placement[]> {
  const rows = await db.sql<PlacementRow>`
    select code, handler, user_id, title, description, group_name, languages, options
    from placement where portal_id = ${portalId} and application_id = ${applicationId} order by id`;
  return rows.map(({ user_id, group_name, ...row }) => ({ ...row, userId: user_id, groupName: group_name }));
}

/** Until the transaction ends nobody else binds handlers of this application. False: it is gone. */
export async function lockPlacements(tx: Tx, { portalId, applicationId }: PlacementOwner): Promise<boolean> {
  const rows = await tx.sql`select id from application where portal_id = ${portalId} and id = ${applicationId} for no key update`;
  return rows.length > 0;
}

export async function insertPlacement(db: Db, { portalId, applicationId }: PlacementOwner, placement: Placement): Promise<void> {
  await db.sql`
    insert into placement (portal_id, application_id, code, handler, user_id, title, description, group_name, languages, options)
    values (${portalId}, ${applicationId}, ${placement.code}, ${placement.handler}, ${placement.userId}, ${placement.title},
            ${placement.description}, ${placement.groupName}, ${JSON.stringify(placement.languages)}, ${JSON.stringify(placement.options)})`;
}

/** How many there were. @param which `handler` and `userId` narrow it where they are given; the user 0 stands for everybody */
export async function deletePlacements(
  db: Db,
  { portalId, applicationId }: PlacementOwner,
  which: { readonly code: string; readonly handler: string | null; readonly userId: number | null },
): Promise<number> {
  const rows = await db.sql`
    delete from placement
    where portal_id = ${portalId} and application_id = ${applicationId} and code = ${which.code}
      and (${which.handler}::text is null or handler = ${which.handler})
      and (${which.userId}::bigint is null or coalesce(user_id, 0) = ${which.userId})
    returning id`;
  return rows.length;
}
