// What steps keep from one workflow of their template to the next.
import type { Value } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface Remembered {
  readonly value: Value;
  /** 0: nothing yet. */
  readonly version: number;
}

export async function readStepMemory(db: Db, portalId: number, templateId: number, activity: string): Promise<Remembered> {
  const rows = await db.sql<Remembered>`
    select value, version from step_memory where portal_id = ${portalId} and template_id = ${templateId} and activity = ${activity}`;
  return rows[0] ?? { value: null, version: 0 };
}

/** Over the version that was read. False: it is newer by now. */
export async function writeStepMemory(
  db: Db,
  portalId: number,
  memory: { readonly templateId: number; readonly activity: string; readonly value: Value; readonly readVersion: number },
): Promise<boolean> {
  const { templateId, activity, value, readVersion } = memory;
  const json = JSON.stringify(value);
  const rows =
    readVersion === 0
      ? await db.sql`
          insert into step_memory (portal_id, template_id, activity, value) values (${portalId}, ${templateId}, ${activity}, ${json}::jsonb)
          on conflict do nothing returning version`
      : await db.sql`
          update step_memory set value = ${json}::jsonb, version = version + 1
          where portal_id = ${portalId} and template_id = ${templateId} and activity = ${activity} and version = ${readVersion} returning version`;
  return rows.length > 0;
}
