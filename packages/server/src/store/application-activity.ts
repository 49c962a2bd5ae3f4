// Actions and robots that applications registered. The handlers behind them are called by jobs.
import type { Value, ValueMap } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface Registration {
  readonly applicationId: number;
  /** Unique within the application, over actions and robots alike. */
  readonly code: string;
  /** `rest_` + 32 hexadecimal digits: the step's type in templates. */
  readonly type: string;
  readonly isRobot: boolean;
  readonly handler: string;
  /** In whose name the handler is called; null: nobody's. */
  readonly authUserId: number | null;
  readonly subscription: "Y" | "N" | "";
  /** One text, or one a language. */
  readonly name: Value;
  readonly description: Value;
  readonly properties: ValueMap;
  readonly returnProperties: ValueMap;
  readonly documentType: Value;
  readonly filter: Value;
  readonly usePlacement: boolean;
  readonly placementHandler: string;
}

interface RegistrationRow {
  readonly application_id: number;
  readonly code: string;
  readonly type: string;
  readonly is_robot: boolean;
  readonly handler: string;
  readonly auth_user_id: number | null;
  readonly subscription: "Y" | "N" | "";
  readonly name: Value;
  readonly description: Value;
  readonly properties: ValueMap;
  readonly return_properties: ValueMap;
  readonly document_type: Value;
  readonly filter: Value;
  readonly use_placement: boolean;
  readonly placement_handler: string;
}

/** @throws a unique violation when the application already has this code, or the portal this type */
export async function insertRegistration(db: Db, portalId: number, registration: Registration): Promise<void> {
  await db.sql`
    insert into application_activity (portal_id, application_id, code, type, is_robot, handler, auth_user_id, subscription, name,
                                      description, properties, return_properties, document_type, filter, use_placement, placement_handler)
    values (${portalId}, ${registration.applicationId}, ${registration.code}, ${registration.type}, ${registration.isRobot}, ${registration.handler},
            ${registration.authUserId}, ${registration.subscription}, ${JSON.stringify(registration.name)}, ${JSON.stringify(registration.description)},
            ${JSON.stringify(registration.properties)}, ${JSON.stringify(registration.returnProperties)}, ${jsonOrNull(registration.documentType)},
            ${jsonOrNull(registration.filter)}, ${registration.usePlacement}, ${registration.placementHandler})`;
}

/** Writes all of it, but for what names it. False: it is gone. */
export async function replaceRegistration(db: Db, portalId: number, registration: Registration): Promise<boolean> {
  const { applicationId, code, isRobot } = registration;
  const rows = await db.sql`
    update application_activity
    set handler = ${registration.handler}, auth_user_id = ${registration.authUserId}, subscription = ${registration.subscription},
        name = ${JSON.stringify(registration.name)}, description = ${JSON.stringify(registration.description)},
        properties = ${JSON.stringify(registration.properties)}, return_properties = ${JSON.stringify(registration.returnProperties)},
        document_type = ${jsonOrNull(registration.documentType)}, filter = ${jsonOrNull(registration.filter)},
        use_placement = ${registration.usePlacement}, placement_handler = ${registration.placementHandler}
    where portal_id = ${portalId} and application_id = ${applicationId} and code = ${code} and is_robot = ${isRobot}
    returning type`;
  return rows.length > 0;
}

/** The row stays locked until the transaction ends. */
export async function lockRegistration(
  db: Db,
  portalId: number,
  applicationId: number,
  code: string,
  isRobot: boolean,
): Promise<Registration | null> {
  const rows = await db.sql<RegistrationRow>`
    select application_id, code, type, is_robot, handler, auth_user_id, subscription, name, description, properties, return_properties,
           document_type, filter, use_placement, placement_handler
    from application_activity
    where portal_id = ${portalId} and application_id = ${applicationId} and code = ${code} and is_robot = ${isRobot}
    for update`;
  return rows[0] ? toRegistration(rows[0]) : null;
}

/** False: there is none. */
export async function deleteRegistration(
  db: Db,
  portalId: number,
  applicationId: number,
  code: string,
  isRobot: boolean,
): Promise<boolean> {
  const rows = await db.sql`
    delete from application_activity
    where portal_id = ${portalId} and application_id = ${applicationId} and code = ${code} and is_robot = ${isRobot}
    returning type`;
  return rows.length > 0;
}

/** Codes in the order of their registration. */
export async function listRegistrationCodes(db: Db, portalId: number, applicationId: number, isRobot: boolean): Promise<string[]> {
  const rows = await db.sql<{ code: string }>`
    select code from application_activity
    where portal_id = ${portalId} and application_id = ${applicationId} and is_robot = ${isRobot} order by created_at, code`;
  return rows.map(({ code }) => code);
}

export type RegisteredType = Pick<Registration, "type" | "code" | "name" | "subscription" | "returnProperties">;

/** Actions and robots of all applications of the portal. */
export function listRegisteredTypes(db: Db, portalId: number): Promise<RegisteredType[]> {
  return db.sql<RegisteredType>`
    select type, code, name, subscription, return_properties as "returnProperties"
    from application_activity where portal_id = ${portalId} order by type`;
}

/** Every action and robot of installed applications, as designers show them. */
export async function listRegistrations(db: Db, portalId: number): Promise<Registration[]> {
  const rows = await db.sql<RegistrationRow>`
    select r.application_id, r.code, r.type, r.is_robot, r.handler, r.auth_user_id, r.subscription, r.name, r.description, r.properties,
           r.return_properties, r.document_type, r.filter, r.use_placement, r.placement_handler
    from application_activity r
    join application a on a.portal_id = r.portal_id and a.id = r.application_id and a.is_installed
    where r.portal_id = ${portalId} order by r.application_id, r.code, r.is_robot`;
  return rows.map(toRegistration);
}

function jsonOrNull(value: Value): string | null {
  return value === null ? null : JSON.stringify(value);
}

function toRegistration(row: RegistrationRow): Registration {
  return {
    applicationId: row.application_id,
    code: row.code,
    type: row.type,
    isRobot: row.is_robot,
    handler: row.handler,
    authUserId: row.auth_user_id,
    subscription: row.subscription,
    name: row.name,
    description: row.description,
    properties: row.properties,
    returnProperties: row.return_properties,
    documentType: row.document_type,
    filter: row.filter,
    usePlacement: row.use_placement,
    placementHandler: row.placement_handler,
  };
}
