// What an application keeps with the portal: one map for everybody, and one for each person.
import type { Value } from "@kontor/engine/model";
import type { Db, Tx } from "../db/db.ts";

export interface OptionHolder {
  readonly portalId: number;
  readonly applicationId: number;
  /** Null: the application's own, for everybody. */
  readonly userId: number | null;
}

export type Options = Readonly<Record<string, Value>>;

interface OptionsRow {
  readonly options: Options;
}

export async function readOptions(db: Db, { portalId, applicationId, userId }: OptionHolder): Promise<Options> {
  const rows =
    userId === null
      ? await db.sql<OptionsRow>`
          select options from application_option where portal_id = ${portalId} and application_id = ${applicationId}`
      : await db.sql<OptionsRow>`
          select options from user_option where portal_id = ${portalId} and application_id = ${applicationId} and user_id = ${userId}`;
  return rows[0]?.options ?? {};
}

/** They stay locked until the transaction ends, so that two writers do not lose each other's keys. */
export async function lockOptions(tx: Tx, { portalId, applicationId, userId }: OptionHolder): Promise<Options> {
  const rows =
    userId === null
      ? await tx.sql<OptionsRow>`
          insert into application_option (portal_id, application_id, options) values (${portalId}, ${applicationId}, '{}')
          on conflict (portal_id, application_id) do update set options = application_option.options
          returning options`
      : await tx.sql<OptionsRow>`
          insert into user_option (portal_id, application_id, user_id, options) values (${portalId}, ${applicationId}, ${userId}, '{}')
          on conflict (portal_id, application_id, user_id) do update set options = user_option.options
          returning options`;
  return rows[0]?.options ?? {};
}

/** Of options that are locked. @param json all of them */
export async function replaceOptions(tx: Tx, { portalId, applicationId, userId }: OptionHolder, json: string): Promise<void> {
  if (userId === null) {
    await tx.sql`
      update application_option set options = ${json} where portal_id = ${portalId} and application_id = ${applicationId}`;
  } else {
    await tx.sql`
      update user_option set options = ${json}
      where portal_id = ${portalId} and application_id = ${applicationId} and user_id = ${userId}`;
  }
}
