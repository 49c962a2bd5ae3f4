// The outbox and the mail server of a portal, as people look after them.

import { asText } from "@kontor/engine/model";
import { seal, unseal } from "../apps/sealed.ts";
import { parseSmtpAddress, type SmtpAddress, shownSmtpAddress } from "../apps/smtp-address.ts";
import type { Db } from "../db/db.ts";
import { enqueue, type NewJob } from "../queue/enqueue.ts";
import { readFile, type StoredFile } from "../store/file.ts";
import { deleteMail, listMail, type Mail, type Mailer, readMail, readMailer, requeueMail, writeMailer } from "../store/mail.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { Mail };

/** The address in a text; null: it is none. */
export const mailServer: (text: string) => SmtpAddress | null = parseSmtpAddress;

const purpose = "smtp";

/** At most 500, the newest first. @param openOnly those that have not gone, or not to all */
export function listMails({ database }: Pick<Runtime, "database">, portalId: number, openOnly: boolean): Promise<Mail[]> {
  return listMail(database, portalId, openOnly, 500);
}

/** @throws Refusal `argument-invalid` where there is none */
export async function showMail({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<Mail> {
  return (await readMail(database, portalId, id)) ?? refuse("id", `there is no mail ${id}`);
}

/**
 * Tries mail once more that waits or has failed. @param id null: all of it
 * @returns the numbers of the mail that is tried
 * @throws Refusal `argument-invalid` where it has gone, or there is none
 */
export async function sendMailAgain(
  { database, wake }: Pick<Runtime, "database" | "wake">,
  portalId: number,
  id: number | null,
): Promise<readonly number[]> {
  const ids = await database.transaction(async (tx) => {
    const queued = await requeueMail(tx, portalId, id);
    await enqueue(
      tx,
      queued.map((one) => sendMailJob(portalId, one)),
    );
    return queued;
  });
  if (id !== null && ids.length === 0) refuse("id", `there is no mail ${id} that has not gone yet`);
  wake();
  return ids;
}

/** Takes mail out of the outbox that shall not go, or whose trouble has been seen to. @throws Refusal `argument-invalid` */
export async function removeMail({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<void> {
  if (!(await deleteMail(database, portalId, id))) refuse("id", `there is no mail ${id} that has not gone yet`);
}

export function sendMailJob(portalId: number, mail: number): NewJob {
  return { portalId, kind: "send-mail", payload: { mail } };
}

export interface MailSettings {
  /** Address of the mail server without its password; null: none, mail stays in the outbox. */
  readonly smtp: string | null;
  /** Who mail is from where a step names nobody; empty: the name of the server's user, or noreply at the portal's address. */
  readonly from: string;
}

export async function readMailSettings({ database }: Pick<Runtime, "database">, portalId: number): Promise<MailSettings> {
  const mailer = await readMailer(database, portalId);
  const address = ownAddress(mailer);
  return { smtp: address && shownSmtpAddress(address), from: mailer.mailFrom };
}

/** @param change `smtp`: with its password; null takes the server away @throws Refusal `argument-invalid` */
export async function changeMailSettings(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  { smtp, from }: { readonly smtp?: string | null; readonly from?: string },
): Promise<void> {
  if (from !== undefined && from !== "" && !/^[^\r\n]{0,200}?<?[^\s@<>]+@[^\s@<>]+>?$/.test(from))
    refuse("mail from", "an address such as kontor@example.org, or Kontor <kontor@example.org>");
  if (smtp !== undefined && smtp !== null && parseSmtpAddress(smtp) === null)
    refuse("smtp", "an address such as smtp://name:password@mail.example.org:587");
  const { key } = await readMailer(database, portalId);
  const sealed = smtp === undefined || smtp === null ? smtp : seal(key, purpose, smtp);
  await writeMailer(database, portalId, {
    ...(sealed === undefined ? {} : { smtp: sealed }),
    ...(from === undefined ? {} : { mailFrom: from }),
  });
}

export interface MailPlan {
  readonly mail: Mail;
  readonly files: readonly StoredFile[];
  /** Sentences about files that the mail goes without. */
  readonly missing: readonly string[];
  /** Null: there is no mail server. */
  readonly server: SmtpAddress | null;
  readonly from: string;
  /** Part of the message's own id. */
  readonly host: string;
}

/** What the job needs to send one mail; null where it has gone, or is gone. @param fallback the address that the environment names */
export async function planMail(db: Db, portalId: number, id: number, fallback: SmtpAddress | null): Promise<MailPlan | null> {
  const mail = await readMail(db, portalId, id);
  if (mail?.status !== "queued") return null;
  const mailer = await readMailer(db, portalId);
  const server = ownAddress(mailer) ?? fallback;
  const host = URL.canParse(mailer.publicUrl) ? new URL(mailer.publicUrl).hostname : "localhost";
  const from = mail.sender || mailer.mailFrom || (server?.user.includes("@") ? server.user : `noreply@${host}`);
  return { mail, server, from, host, ...(await filesOf(db, portalId, mail)) };
}

/** What mail servers take at most, as a rule. */
const mostFileBytes = 20 * 1024 * 1024;

/** A mail goes without a file that cannot be had: what it says matters more. */
async function filesOf(db: Db, portalId: number, { attachments }: Mail): Promise<Pick<MailPlan, "files" | "missing">> {
  const files: StoredFile[] = [];
  const missing: string[] = [];
  let bytes = 0;
  for (const one of attachments) {
    const id = Number(asText(one));
    const file = Number.isSafeInteger(id) && id > 0 ? await readFile(db, portalId, id) : null;
    bytes += file?.content.length ?? 0;
    if (file && bytes <= mostFileBytes) files.push(file);
    else if (file) missing.push(`It went without ${file.name}: all files together are larger than ${mostFileBytes / 1024 / 1024} MB.`);
    else missing.push(`It went without the file ${JSON.stringify(one).slice(0, 100)}, which is not there.`);
  }
  return { files, missing };
}

function ownAddress({ key, smtp }: Mailer): SmtpAddress | null {
  return smtp && parseSmtpAddress(unseal(key, purpose, smtp));
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
