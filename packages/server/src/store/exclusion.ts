// Telephones and addresses of whom nothing new shall be made.
import type { Tx } from "../db/db.ts";

export interface Exclusion {
  readonly type: "phone" | "email";
  readonly value: string;
}

export async function insertExclusions(tx: Tx, portalId: number, at: Date, exclusions: readonly Exclusion[]): Promise<void> {
  await tx.sql`
    insert into exclusion (portal_id, type, value, created_at)
    select distinct ${portalId}::bigint, e.type, e.value, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(exclusions)}::jsonb) e(type text, value text)
    on conflict do nothing`;
}
