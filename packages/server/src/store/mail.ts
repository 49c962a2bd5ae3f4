// The outbox: mail that workflows have written, and what has become of it.
import type { Value } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";

export interface NewMail {
  readonly workflowId: string | null;
  readonly activity: string | null;
  /** Empty: the portal's. */
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  /** References to files. */
  readonly attachments: readonly Value[];
}

export interface Mail extends NewMail {
  readonly id: number;
  readonly status: "queued" | "sent" | "failed";
  /** Why it has not gone, or not to all; empty where nothing stands against it. */
  readonly reason: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export async function insertMail(db: Db, portalId: number, mail: NewMail): Promise<number> {
  const rows = await db.sql<{ id: number }>`
    insert into mail (portal_id, workflow_id, activity, sender, recipients, subject, body, is_html, attachments)
    values (${portalId}, ${mail.workflowId}, ${mail.activity}, ${mail.sender}, ${mail.recipients}, ${mail.subject}, ${mail.body}, ${mail.isHtml},
            ${JSON.stringify(mail.attachments)}::jsonb)
    returning id`;
  const [row] = rows;
  if (!row) throw new Error("An inserted mail was expected to return its id");
  return row.id;
}

/** The newest first. @param openOnly those that have not gone, or not to all */
export function listMail(db: Db, portalId: number, openOnly: boolean, limit: number): Promise<Mail[]> {
  return db.sql<Mail>`
    select id, workflow_id as "workflowId", activity, sender, recipients, subject, body, is_html as "isHtml", attachments, status, reason, attempts,
           created_at as "createdAt", ended_at as "endedAt"
    from mail where portal_id = ${portalId} and (not ${openOnly} or status <> 'sent' or reason <> '')
    order by id desc limit ${limit}`;
}

export async function readMail(db: Db, portalId: number, id: number): Promise<Mail | null> {
  const rows = await db.sql<Mail>`
    select id, workflow_id as "workflowId", activity, sender, recipients, subject, body, is_html as "isHtml", attachments, status, reason, attempts,
           created_at as "createdAt", ended_at as "endedAt"
    from mail where portal_id = ${portalId} and id = ${id}`;
  return rows[0] ?? null;
}

/** Mail that has not gone is queued once more. @param id null: all of it @returns the ids */
export async function requeueMail(db: Db, portalId: number, id: number | null): Promise<number[]> {
  const rows = await db.sql<{ id: number }>`
    update mail set status = 'queued', reason = '', ended_at = null
    where portal_id = ${portalId} and status <> 'sent' and (${id}::bigint is null or id = ${id}) returning id`;
  return rows.map((row) => row.id);
}

/** False: there is none, or it has gone to all. */
export async function deleteMail(db: Db, portalId: number, id: number): Promise<boolean> {
  const rows = await db.sql`
    delete from mail where portal_id = ${portalId} and id = ${id} and (status <> 'sent' or reason <> '') returning id`;
  return rows.length > 0;
}

/** What an attempt has come to. Only mail that still waits changes. */
export async function endAttempt(
  db: Db,
  portalId: number,
  id: number,
  { status, reason, isAttempt }: { readonly status: Mail["status"]; readonly reason: string; readonly isAttempt: boolean },
): Promise<void> {
  await db.sql`
    update mail set status = ${status}, reason = ${reason}, attempts = attempts + case when ${isAttempt} then 1 else 0 end,
                    ended_at = case when ${status} = 'queued' then null else now() end
    where portal_id = ${portalId} and id = ${id} and status = 'queued'`;
}

export interface Mailer {
  readonly key: Buffer;
  readonly publicUrl: string;
  /** Sealed; null: the portal has no mail server of its own. */
  readonly smtp: Buffer | null;
  readonly mailFrom: string;
}

export async function readMailer(db: Db, portalId: number): Promise<Mailer> {
  const rows = await db.sql<Mailer>`
    select key, public_url as "publicUrl", smtp, mail_from as "mailFrom" from portal where id = ${portalId}`;
  const [row] = rows;
  if (!row) throw new Error(`Portal ${portalId} was expected to exist`);
  return row;
}

/** Undefined leaves a setting as it is; null takes the mail server away. */
export async function writeMailer(
  db: Db,
  portalId: number,
  { smtp, mailFrom }: { readonly smtp?: Buffer | null; readonly mailFrom?: string },
): Promise<void> {
  await db.sql`
    update portal set smtp = case when ${smtp !== undefined} then ${smtp ?? null}::bytea else smtp end,
                      mail_from = coalesce(${mailFrom ?? null}::text, mail_from)
    where id = ${portalId}`;
}
