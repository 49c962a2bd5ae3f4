// The token of one waiting step, `{workflow_id}|{activity_name}|{event id}.{signature}`: whoever holds it may answer for the step.
// Nothing of it is stored; that it is used up is known by the step that no longer waits for its event id.
import { createHmac, timingSafeEqual } from "node:crypto";

export interface EventTokenParts {
  readonly workflowId: string;
  readonly activity: string;
  /** 32 letters and digits, random for each wait. */
  readonly eventId: string;
}

interface ParsedToken extends EventTokenParts {
  /** 64 lower-case hexadecimal digits. */
  readonly signature: string;
}

const shape = /^([0-9a-f]{14}\.[0-9]{8})\|([A-Za-z0-9_]{1,200})\|([A-Za-z0-9]{32})\.([0-9a-f]{64})$/;

/** Splits a token without believing it. Null: it has not the shape of one. */
function parseEventToken(text: string): ParsedToken | null {
  const [, workflowId, activity, eventId, signature] = shape.exec(text) ?? [];
  if (workflowId === undefined || activity === undefined || eventId === undefined || signature === undefined) return null;
  return { workflowId, activity, eventId, signature };
}

/** See api-reference/bizproc/bizproc-robot/bizproc-event-send.md. */
export function eventToken(portalKey: Buffer, portalId: number, workflowId: string, activity: string, eventId: string): string {
  return `${workflowId}|${activity}|${eventId}.${signatureOf(portalKey, portalId, { workflowId, activity, eventId })}`;
}

/** Null: this portal never made such a token. Takes as long for a wrong signature as for the right one. */
export function verifyEventToken(portalKey: Buffer, portalId: number, token: string): EventTokenParts | null {
  const parsed = parseEventToken(token);
  if (parsed === null) return null;
  const { signature, ...parts } = parsed;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(portalKey, portalId, parts))) ? parts : null;
}

// None of the parts can hold a line break, so two different sets of parts never sign the same text.
function signatureOf(portalKey: Buffer, portalId: number, { workflowId, activity, eventId }: EventTokenParts): string {
  return createHmac("sha256", portalKey).update(`event-token\n${portalId}\n${workflowId}\n${activity}\n${eventId}`).digest("hex");
}
