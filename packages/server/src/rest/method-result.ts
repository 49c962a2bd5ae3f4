// What a method answers with, before anything of the wire is put around it.

/** `next` of a list is derived from `total` and `start`; `total: null` means that nothing was counted (`start=-1`). */
export type MethodResult =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "list"; readonly rows: unknown; readonly total: number | null; readonly start: number };

export interface Timing {
  /** Unix milliseconds. */
  readonly startedMs: number;
  /** All of it, from the request's arrival. */
  readonly durationMs: number;
  /** Of it, the time in the method itself. */
  readonly processingMs: number;
  /** How long this method has worked for this application or webhook, this call included, in the window that still counts. */
  readonly operatingMs: number;
  /** From the end of this call until the oldest part of that drops out. */
  readonly operatingResetInMs: number;
}

export function value(result: unknown): MethodResult {
  return { kind: "value", value: result };
}

/** `rows` may be wrapped, as crm.item.list does: `{ items: […] }`. */
export function list(rows: unknown, page: { readonly total: number | null; readonly start: number }): MethodResult {
  return { kind: "list", rows, total: page.total, start: page.start };
}
