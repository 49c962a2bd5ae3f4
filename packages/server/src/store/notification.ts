// What people are told. A killed workflow takes its notifications along.
import type { Db } from "../db/db.ts";

export interface NewNotification {
  /** Null: from nobody. */
  readonly from: number | null;
  readonly to: readonly number[];
  readonly text: string;
  readonly workflowId: string | null;
  /** On the portal's clock. */
  readonly at: Date;
}

export async function insertNotifications(db: Db, portalId: number, { from, to, text, workflowId, at }: NewNotification): Promise<void> {
  await db.sql`
    insert into notification (portal_id, user_id, from_id, text, workflow_id, created_at)
    select ${portalId}, u, ${from}::bigint, ${text}, ${workflowId}::text, ${at} from unnest(${to}::bigint[]) u`;
}
