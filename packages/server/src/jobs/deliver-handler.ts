// Calls the handler of an application's action or robot. The answer comes back later, over REST; the reply here only says "received".
import { activityName, isList, type Value } from "@kontor/engine/model";
import { eventToken } from "../apps/event-token.ts";
import { fileLink } from "../apps/file-link.ts";
import type { Resumed, ResumeRequest } from "../operations/resume-workflow.ts";
import type { Job } from "../queue/job.ts";
import type { JobHandler, Outcome } from "../queue/worker.ts";
import type { CallTarget, Delivery } from "../store/delivery.ts";
import { type Call, type DeliveryWorld, deliver, wireMap } from "./delivery.ts";
import { type HandlerCall, parseHandlerCall } from "./payload.ts";
import type { FormMap } from "./php-form.ts";

export type Resume = (request: ResumeRequest) => Promise<Resumed>;

/** Far more than call at once: most wait for their origin's turn, and a quick origin is kept busy from one claim to the next. */
const slots = 512;

export function deliverHandler(world: DeliveryWorld, resume: Resume): JobHandler<Delivery> {
  return { slots, run: (job, signal) => callHandler(world, resume, job, signal) };
}

async function callHandler(world: DeliveryWorld, resume: Resume, job: Job, signal: AbortSignal): Promise<Outcome<Delivery>> {
  const { portalId, workflowId, activity } = job;
  if (workflowId === null || activity === null) throw new Error("a call of a handler belongs to a step of a workflow");
  const request = parseHandlerCall(job.payload);
  const target = await world.readTarget({ portalId, type: request.type, userId: request.authUser });
  return deliver(world, job, target, callOf(target, request, workflowId, activity), signal, async (reason) => {
    if (!request.waits) return;
    const event = { kind: "delivery-failed", activity: activityName(activity), eventId: request.eventId, reason } as const;
    await resume({ portalId, workflowId, event, userId: null });
  });
}

function callOf(target: CallTarget, request: HandlerCall, workflowId: string, activity: string): Call {
  const code = target.code === "" ? request.type : target.code;
  const before = { workflow_id: workflowId, code, document_id: request.documentId, document_type: request.documentType };
  const after = {
    properties: propertiesOf(target, request),
    use_subscription: request.waits ? "Y" : "N",
    timeout_duration: request.timeoutSeconds,
    ts: Math.floor(target.now.getTime() / 1000),
  };
  const token = eventToken(target.portal.key, target.portal.id, workflowId, activity, request.eventId);
  return {
    url: target.handler,
    fields: { ...before, event_token: token, ...after },
    // The event token would let its reader answer in the application's place.
    kept: { ...before, ...after },
    code,
    eventId: request.eventId,
    userId: request.authUser,
    hasRefreshToken: true,
    isFarewell: false,
  };
}

/** At least one key: some clients fail when `properties` is missing, and an empty array cannot be sent. */
function propertiesOf({ portal, now }: CallTarget, { properties, files }: HandlerCall): FormMap | readonly string[] {
  const link = (value: Value): Value => {
    if (isList(value)) return value.map(link);
    const id = Number(value);
    return Number.isSafeInteger(id) && id > 0 ? fileLink(portal, portal.id, id, now.getTime()) : value;
  };
  const linked = Object.entries(properties).map(([name, value]): [string, Value] => [name, files.includes(name) ? link(value) : value]);
  const values = wireMap(Object.fromEntries(linked));
  return Object.keys(values).length === 0 ? [""] : values;
}
