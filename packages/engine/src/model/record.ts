// Records: what workflows make besides documents, such as tasks of people, calls, comments and chats.
import type { UserId } from "./ids.ts";
import type { ValueMap } from "./value.ts";

export const recordKinds = [
  "task",
  "calendar",
  "call",
  "meeting",
  "request",
  "comment",
  "event",
  "wait",
  "group",
  "chat",
  "message",
  "post",
  "feed",
] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface RecordRequest {
  readonly id: number;
  readonly kind: RecordKind;
  readonly title: string;
  readonly fields: ValueMap;
  /** The task above it, the chat it stands in. */
  readonly parent: number | null;
  readonly responsible: UserId | null;
  readonly createdBy: UserId | null;
  /** Milliseconds since 1970 on the portal's clock. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

/** What is not named stays; of the fields, too. */
export interface RecordPatch {
  readonly title?: string;
  readonly fields?: ValueMap;
  readonly responsible?: UserId;
  readonly startsAt?: number | null;
  readonly endsAt?: number | null;
}

export interface RecordFacts {
  readonly kind: RecordKind;
  readonly title: string;
  readonly fields: ValueMap;
  readonly status: "open" | "closed" | "deleted";
  readonly responsible: UserId | null;
}
