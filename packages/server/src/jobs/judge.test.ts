import { expect, test } from "vitest";
import type { CallResult } from "./http-call.ts";
import { judge } from "./judge.ts";

const now = new Date("2026-01-01T00:00:00Z");
const url = "https://user:secret@app.example/hook?key=secret";

function replied(status: number, retryAfter: string | null = null): CallResult {
  return { kind: "replied", status, retryAfter, reply: "text" };
}

test.each([200, 201, 202, 204, 299])("HTTP %i is done", (status) => {
  expect(judge(replied(status), url, 0, now)).toEqual({ kind: "done", status, reply: "text" });
});

test.each([301, 302, 307, 308, 400, 401, 403, 404, 410, 422])("HTTP %i fails at once", (status) => {
  const reason = `HTTP ${status} from https://app.example/hook`;
  expect(judge(replied(status), url, 0, now)).toEqual({ kind: "failed", status, reply: "text", reason });
});

test.each([408, 429, 500, 502, 503, 504, 599])("HTTP %i is tried again", (status) => {
  expect(judge(replied(status), url, 0, now)).toMatchObject({ kind: "retry" });
});

test.each([
  [1, 5],
  [2, 30],
  [3, 120],
  [4, 600],
  [5, 3600],
])("after attempt %i the next comes %i s later, and up to a tenth", (attempt, seconds) => {
  const verdict = judge({ kind: "unreachable", reason: "the connection was refused" }, url, attempt - 1, now);
  if (verdict.kind !== "retry") throw new Error(`a retry was expected, not ${verdict.kind}`);
  expect(verdict.afterMs).toBeGreaterThanOrEqual(seconds * 1000);
  expect(verdict.afterMs).toBeLessThanOrEqual(seconds * 1100);
});

test("the sixth attempt is the last", () => {
  const unreachable = judge({ kind: "unreachable", reason: "the connection was refused" }, url, 5, now);
  expect(unreachable).toMatchObject({ kind: "failed", reason: "the connection was refused (https://app.example/hook) after 6 attempts" });
  expect(judge(replied(500), url, 5, now)).toMatchObject({
    kind: "failed",
    reason: "HTTP 500 from https://app.example/hook after 6 attempts",
  });
});

test.each([
  ["seconds", "90", 90],
  ["a date", "Thu, 01 Jan 2026 00:02:00 GMT", 120],
  ["less than our own delay", "1", 5],
  ["more than an hour", "999999", 3600],
  ["a date long gone", "Thu, 01 Jan 1970 00:00:00 GMT", 5],
  ["nonsense", "soon", 5],
])("Retry-After as %s is honoured within bounds", (_, header, seconds) => {
  const verdict = judge(replied(429, header), url, 0, now);
  if (verdict.kind !== "retry") throw new Error(`a retry was expected, not ${verdict.kind}`);
  expect(Math.floor(verdict.afterMs / 1000)).toBeGreaterThanOrEqual(seconds);
  expect(verdict.afterMs).toBeLessThanOrEqual(seconds * 1100);
});

test("what was not called is no attempt; what must not be called fails at once", () => {
  expect(judge({ kind: "later", afterMs: 700 }, url, 0, now)).toEqual({ kind: "postponed", afterMs: 700 });
  expect(judge({ kind: "forbidden", reason: "10.0.0.1 is a private address" }, url, 0, now)).toMatchObject({ kind: "failed" });
});
