// Calls an address that a template names, with the document's id: by the same client, and as often, as the handlers of applications.
import type { Job } from "../queue/job.ts";
import type { JobHandler, Outcome } from "../queue/worker.ts";
import { type Delivery, readCallingPortal } from "../store/delivery.ts";
import type { DeliveryWorld } from "./delivery.ts";
import { judge } from "./judge.ts";
import { phpForm } from "./php-form.ts";

const slots = 64;

export function callAddress(world: Pick<DeliveryWorld, "database" | "calls" | "log">): JobHandler<Delivery> {
  return { slots, run: (job, signal) => call(world, job, signal) };
}

async function call(world: Pick<DeliveryWorld, "database" | "calls" | "log">, job: Job, signal: AbortSignal): Promise<Outcome<Delivery>> {
  const { url, documentId } = job.payload as { readonly url: string; readonly documentId: readonly string[] };
  const { now, privateHandlers: allowPrivate } = await readCallingPortal(world.database, job.portalId);
  const startedAt = performance.now();
  const makeBody = async (): Promise<string> => phpForm({ document_id: documentId });
  const result = await world.calls.post({ url, makeBody, allowPrivate, signal });
  const verdict = judge(result, url, job.failures, now);
  if (verdict.kind === "retry" || verdict.kind === "postponed") return verdict;
  const error = verdict.kind === "failed" ? `The address could not be called: ${verdict.reason}` : "";
  if (error !== "") world.log.warn({ portalId: job.portalId, job: job.id, workflowId: job.workflowId }, error);
  const record: Delivery = {
    portalId: job.portalId,
    id: job.id,
    workflowId: job.workflowId,
    activity: job.activity,
    applicationId: null,
    code: "webhook",
    handler: url,
    eventId: "",
    outcome: verdict.kind,
    attempts: job.attempt,
    httpStatus: verdict.status,
    error,
    reply: verdict.reply,
    payload: { document_id: documentId },
    durationMs: Math.round(performance.now() - startedAt),
    createdAt: job.createdAt,
  };
  return { kind: "done", record };
}
