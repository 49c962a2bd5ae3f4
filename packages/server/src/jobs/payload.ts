// What stands in job rows, read back. A row that does not read is a defect of ours, never the application's.
import type { Value, ValueMap } from "@kontor/engine/model";

export interface HandlerCall {
  readonly type: string;
  readonly eventId: string;
  readonly properties: ValueMap;
  /** Names of those that hold numbers of files. */
  readonly files: readonly string[];
  readonly authUser: number | null;
  readonly waits: boolean;
  readonly timeoutSeconds: number;
  readonly documentId: readonly string[];
  readonly documentType: readonly string[];
}

export interface EventCall {
  readonly applicationId: number;
  /** What it was known by, for the event that is delivered after its removal; empty where none was written. */
  readonly clientId: string;
  readonly applicationName: string;
  readonly handler: string;
  readonly event: string;
  /** Of the binding; missing where none was made, as for an installation. */
  readonly eventHandlerId: number | null;
  readonly data: ValueMap;
  readonly userId: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

export function parseHandlerCall(payload: unknown): HandlerCall {
  const fields = fieldsOf(payload);
  return {
    type: textOf(fields, "type"),
    eventId: textOf(fields, "eventId"),
    properties: mapOf(fields, "properties"),
    files: fields["files"] === undefined ? [] : textsOf(fields, "files"),
    authUser: optionalNumberOf(fields, "authUser"),
    waits: fields["waits"] === true,
    timeoutSeconds: optionalNumberOf(fields, "timeoutSeconds") ?? 0,
    documentId: textsOf(fields, "documentId"),
    documentType: textsOf(fields, "documentType"),
  };
}

export function parseEventCall(payload: unknown): EventCall {
  const fields = fieldsOf(payload);
  const applicationId = optionalNumberOf(fields, "applicationId");
  if (applicationId === null) throw wrong("applicationId", "a number");
  return {
    applicationId,
    clientId: optionalTextOf(fields, "clientId"),
    applicationName: optionalTextOf(fields, "applicationName"),
    handler: textOf(fields, "handler"),
    event: textOf(fields, "event"),
    eventHandlerId: optionalNumberOf(fields, "eventHandlerId"),
    data: mapOf(fields, "data"),
    userId: optionalNumberOf(fields, "userId"),
  };
}

function fieldsOf(payload: unknown): Fields {
  if (typeof payload !== "object" || payload === null) throw wrong("itself", "a map");
  return payload as Fields;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw wrong(name, "text");
  return value;
}

function optionalTextOf(fields: Fields, name: string): string {
  return (fields[name] ?? null) === null ? "" : textOf(fields, name);
}

function textsOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every((part) => typeof part === "string")) throw wrong(name, "a list of texts");
  return value;
}

/** A map, or its entries as a list of pairs: PostgreSQL's jsonb keeps the order of lists, but not that of keys. */
function mapOf(fields: Fields, name: string): ValueMap {
  const value = fields[name] ?? {};
  if (typeof value !== "object") throw wrong(name, "a map");
  if (!Array.isArray(value)) return value as ValueMap;
  if (!value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string")) throw wrong(name, "a list of pairs");
  return Object.fromEntries(value as [string, Value][]);
}

function optionalNumberOf(fields: Fields, name: string): number | null {
  const value = fields[name] ?? null;
  if (value !== null && typeof value !== "number") throw wrong(name, "a number or null");
  return value;
}

function wrong(name: string, expected: string): Error {
  return new Error(`In the payload of a job, ${name} was expected to be ${expected}`);
}
