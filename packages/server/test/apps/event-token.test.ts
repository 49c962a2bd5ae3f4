import { expect, test } from "vitest";
import { eventToken, verifyEventToken } from "../../src/apps/event-token.ts";

const key = Buffer.alloc(32, 1);
const workflowId = "664fa13bbbb410.99176768";
const activity = "A40364_79843_85254_57332";
const eventId = "Abcdefghijklmnopqrstuvwxyz012345";
const token = eventToken(key, 1, workflowId, activity, eventId);

test("a token has the wire's shape and is read back as its parts", () => {
  expect(token).toMatch(/^664fa13bbbb410\.99176768\|A40364_79843_85254_57332\|Abcdefghijklmnopqrstuvwxyz012345\.[0-9a-f]{64}$/);
  expect(verifyEventToken(key, 1, token)).toEqual({ workflowId, activity, eventId });
});

test("the same step gets the same token at every attempt", () => {
  expect(eventToken(key, 1, workflowId, activity, eventId)).toBe(token);
});

const [subject = "", signature = ""] = token.split(/\.(?=[0-9a-f]{64}$)/);

test.each([
  ["another portal's key", Buffer.alloc(32, 2), 1, token],
  ["another portal", key, 2, token],
  ["another workflow", key, 1, token.replace("664fa13bbbb410", "664fa13bbbb411")],
  ["another step", key, 1, token.replace("A40364", "A40365")],
  ["another wait", key, 1, token.replace("012345", "012346")],
  ["parts that were moved over the bar", key, 1, token.replace("|A40364_", "|A40364|")],
  ["a changed last digit", key, 1, `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`],
  ["a signature in capitals", key, 1, `${subject}.${signature.toUpperCase()}`],
  ["a short signature", key, 1, token.slice(0, -2)],
  ["no signature", key, 1, subject],
  ["something behind it", key, 1, `${token}\n`],
  ["nothing", key, 1, ""],
  ["noise", key, 1, "a|b|c.d"],
])("a token with %s is refused", (_, otherKey, portalId, forged) => {
  expect(verifyEventToken(otherKey, portalId, forged)).toBeNull();
});
