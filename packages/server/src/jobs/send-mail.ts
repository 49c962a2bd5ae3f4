// Sends mail from the outbox. Without a mail server it stays there; after the last try it is an incident of its own.
import type { SmtpAddress } from "../apps/smtp-address.ts";
import type { Database } from "../db/db.ts";
import { type MailPlan, planMail } from "../operations/mail.ts";
import { deleteJobs, type Job } from "../queue/job.ts";
import type { Log } from "../queue/log.ts";
import type { JobHandler, Outcome } from "../queue/worker.ts";
import { endAttempt, type Mail } from "../store/mail.ts";
import { retryDelayMs } from "./judge.ts";
import { type Handed, handOver } from "./smtp.ts";

export interface MailWorld {
  readonly database: Database;
  readonly log: Log;
  /** The address that the environment names, for portals without one of their own. */
  readonly smtp: SmtpAddress | null;
}

const slots = 4;
const noServer = "This portal has no mail server. Name one (kontor portal set --smtp), then send the mail again (kontor mail send).";

export function sendMailJob<R>(world: MailWorld): JobHandler<R> {
  return { slots, run: (job, signal) => sendMail(world, job, signal) };
}

async function sendMail<R>(world: MailWorld, job: Job, signal: AbortSignal): Promise<Outcome<R>> {
  const { mail: id } = job.payload as { readonly mail: number };
  const plan = await planMail(world.database, job.portalId, id, world.smtp);
  if (plan === null) return { kind: "done" };
  if (plan.server === null) return end(world, job, id, { status: "queued", reason: noServer, isAttempt: false });
  const handed = await handOver(plan.server, messageOf(job.portalId, plan), signal);
  const afterMs = handed.kind === "passing" ? retryDelayMs(job.failures) : null;
  if (handed.kind === "passing" && afterMs !== null) {
    await endAttempt(world.database, job.portalId, id, { status: "queued", reason: handed.reason, isAttempt: true });
    return { kind: "retry", afterMs };
  }
  const ended = endOf(handed, job.failures + 1, plan.missing);
  if (ended.status === "failed") world.log.warn({ portalId: job.portalId, mail: id, workflowId: plan.mail.workflowId }, ended.reason);
  return end(world, job, id, { ...ended, isAttempt: true });
}

function endOf(handed: Handed, attempts: number, missing: readonly string[]): { readonly status: Mail["status"]; readonly reason: string } {
  if (handed.kind === "final") return { status: "failed", reason: handed.reason };
  if (handed.kind === "passing") return { status: "failed", reason: `${handed.reason} (after ${attempts} attempts)` };
  const refused = handed.refused.length === 0 ? [] : [`The mail server did not take it for ${handed.refused.join(", ")}.`];
  return { status: "sent", reason: [...refused, ...missing].join(" ") };
}

function messageOf(portalId: number, { mail, files, from, host }: MailPlan): Parameters<typeof handOver>[1] {
  const { id, recipients: to, subject, body, isHtml } = mail;
  return { from, to, subject, body, isHtml, files, messageId: `<kontor-${portalId}-${id}-${mail.createdAt.getTime()}@${host}>` };
}

/** The job goes with what it has come to: neither is known without the other. */
async function end<R>(world: MailWorld, job: Job, id: number, ended: Parameters<typeof endAttempt>[3]): Promise<Outcome<R>> {
  await world.database.transaction(async (tx) => {
    await deleteJobs(tx, [job]);
    await endAttempt(tx, job.portalId, id, ended);
  });
  return { kind: "settled" };
}
