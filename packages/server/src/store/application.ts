// Registered applications.
import type { Db, Tx } from "../db/db.ts";

export interface Application {
  readonly portalId: number;
  readonly id: number;
  /** `local.` + 14 hexadecimal digits + `.` + 8 digits; unique over all portals. */
  readonly clientId: string;
  readonly name: string;
  readonly handlerUrl: string;
  /** Empty: nobody wants to hear of the installation. */
  readonly installUrl: string;
  readonly hasUi: boolean;
  readonly scopes: readonly string[];
  readonly version: number;
  readonly isInstalled: boolean;
  /** People who may use it, beside administrators; null: everybody. */
  readonly openTo: readonly number[] | null;
  readonly createdBy: number;
  readonly createdAt: Date;
}

export interface NewApplication {
  readonly portalId: number;
  readonly clientId: string;
  /** SHA-256. */
  readonly secretHash: Buffer;
  readonly name: string;
  readonly handlerUrl: string;
  readonly installUrl: string;
  readonly hasUi: boolean;
  readonly scopes: readonly string[];
  readonly createdBy: number;
}

interface ApplicationRow {
  readonly portal_id: number;
  readonly id: number;
  readonly client_id: string;
  readonly name: string;
  readonly handler_url: string;
  readonly install_url: string;
  readonly has_ui: boolean;
  readonly scopes: string[];
  readonly version: number;
  readonly is_installed: boolean;
  readonly open_to: number[] | null;
  readonly created_by: number;
  readonly created_at: Date;
}

/** Not installed yet. */
export async function insertApplication(db: Db, application: NewApplication): Promise<number> {
  const rows = await db.sql<{ id: number }>`
    insert into application (portal_id, client_id, secret_hash, name, handler_url, install_url, has_ui, scopes, created_by)
    values (${application.portalId}, ${application.clientId}, ${application.secretHash}, ${application.name}, ${application.handlerUrl},
            ${application.installUrl}, ${application.hasUi}, ${application.scopes}, ${application.createdBy})
    returning id`;
  const [row] = rows;
  if (!row) throw new Error("An inserted application was expected to return its id");
  return row.id;
}

export async function readApplication(db: Db, portalId: number, id: number): Promise<Application | null> {
  const rows = await db.sql<ApplicationRow>`
    select portal_id, id, client_id, name, handler_url, install_url, has_ui, scopes, version, is_installed, open_to, created_by, created_at
    from application where portal_id = ${portalId} and id = ${id}`;
  return rows[0] ? toApplication(rows[0]) : null;
}

/** Over all portals: a client id says which portal it belongs to. */
export async function findApplication(db: Db, clientId: string): Promise<(Application & { readonly secretHash: Buffer }) | null> {
  // PostgreSQL text cannot hold NUL, and refuses to look for it.
  if (clientId.includes("\0")) return null;
  const rows = await db.sql<ApplicationRow & { readonly secret_hash: Buffer }>`
    select portal_id, id, client_id, name, handler_url, install_url, has_ui, scopes, version, is_installed, open_to, created_by, created_at,
           secret_hash
    from application where client_id = ${clientId}`;
  const [row] = rows;
  return row ? { ...toApplication(row), secretHash: row.secret_hash } : null;
}

/**
 * Keeps it from being removed until the end of the transaction; others may lock it so, too. Whoever takes one of its tokens and makes
 * new ones calls this first, since a removal locks the application before its tokens. False: it is gone.
 */
export async function lockApplication(tx: Tx, portalId: number, id: number): Promise<boolean> {
  const rows = await tx.sql`select id from application where portal_id = ${portalId} and id = ${id} for key share`;
  return rows.length > 0;
}

export async function listApplications(db: Db, portalId: number): Promise<Application[]> {
  const rows = await db.sql<ApplicationRow>`
    select portal_id, id, client_id, name, handler_url, install_url, has_ui, scopes, version, is_installed, open_to, created_by, created_at
    from application where portal_id = ${portalId} order by id`;
  return rows.map(toApplication);
}

/** False: it is gone. */
export async function setApplicationAccess(db: Db, portalId: number, id: number, openTo: readonly number[] | null): Promise<boolean> {
  const rows = await db.sql`update application set open_to = ${openTo} where portal_id = ${portalId} and id = ${id} returning id`;
  return rows.length > 0;
}

/** False: it is installed already, or gone. */
export async function markInstalled(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`
    update application set is_installed = true where portal_id = ${portalId} and id = ${id} and not is_installed returning id`;
  return rows.length > 0;
}

/**
 * Its tokens, codes, actions and robots go with it. Call it in a transaction: tokens of an exchange that it waits for are only seen
 * by a statement of its own. False: there is no such application.
 */
export async function deleteApplication(tx: Tx, portalId: number, id: number): Promise<boolean> {
  const rows = await tx.sql`delete from application where portal_id = ${portalId} and id = ${id} returning id`;
  await tx.sql`delete from access_token where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from refresh_token where portal_id = ${portalId} and application_id = ${id}`;
  return rows.length > 0;
}

/**
 * Takes away all that it has registered, and its tokens; its credentials stay. Call it in a transaction, as `deleteApplication`.
 * @param isClean its options go, too. False: it is not installed.
 */
export async function uninstallApplication(tx: Tx, portalId: number, id: number, isClean: boolean): Promise<boolean> {
  // Waits for an exchange of tokens that is under way, as a removal does.
  await tx.sql`select id from application where portal_id = ${portalId} and id = ${id} for update`;
  const rows = await tx.sql`
    update application set is_installed = false where portal_id = ${portalId} and id = ${id} and is_installed returning id`;
  if (rows.length === 0) return false;
  await tx.sql`delete from access_token where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from refresh_token where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from authorization_code where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from application_activity where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from application_trigger where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from event_binding where portal_id = ${portalId} and application_id = ${id}`;
  await tx.sql`delete from placement where portal_id = ${portalId} and application_id = ${id}`;
  if (isClean) {
    await tx.sql`delete from application_option where portal_id = ${portalId} and application_id = ${id}`;
    await tx.sql`delete from user_option where portal_id = ${portalId} and application_id = ${id}`;
  }
  return true;
}

function toApplication(row: ApplicationRow): Application {
  return {
    portalId: row.portal_id,
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    handlerUrl: row.handler_url,
    installUrl: row.install_url,
    hasUi: row.has_ui,
    scopes: row.scopes,
    version: row.version,
    isInstalled: row.is_installed,
    openTo: row.open_to,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
