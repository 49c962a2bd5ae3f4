import { expect, test } from "vitest";
import { applicationToken } from "../../src/apps/application-token.ts";
import { authBlock } from "../../src/apps/auth-block.ts";

const portal = { memberId: "0123456789abcdef0123456789abcdef", publicUrl: "http://portal.example:8080", key: Buffer.alloc(32, 1) };
const application = { id: 7, clientId: "local.0123456789abcd.12345678", scopes: ["crm", "bizproc"] };
const tokens = { accessToken: "a".repeat(70), refreshToken: "b".repeat(70), expires: 1716498251, expiresIn: 3600 };

test("the block has its keys in the order in which applications have always seen them", () => {
  expect(Object.entries(authBlock(portal, application, tokens, 16))).toEqual([
    ["access_token", "a".repeat(70)],
    ["refresh_token", "b".repeat(70)],
    ["expires", 1716498251],
    ["expires_in", 3600],
    ["server_endpoint", "http://portal.example:8080/rest/"],
    ["client_endpoint", "http://portal.example:8080/rest/"],
    ["scope", "crm,bizproc"],
    ["status", "L"],
    ["application_token", applicationToken(portal.key, application)],
    ["domain", "portal.example:8080"],
    ["member_id", portal.memberId],
    ["user_id", 16],
  ]);
});

test("without tokens it still says where the call comes from", () => {
  expect(Object.keys(authBlock(portal, application, null, null))).toEqual([
    "server_endpoint",
    "client_endpoint",
    "scope",
    "status",
    "application_token",
    "domain",
    "member_id",
  ]);
});

test("a scope that clients would not know is not sent", () => {
  expect(authBlock(portal, { ...application, scopes: ["crm", "invented"] }, null, null).scope).toBe("crm");
});

test("the application token is the same at every call, and another for each portal and each registration", () => {
  const token = applicationToken(portal.key, application);
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  const others = [
    applicationToken(Buffer.alloc(32, 2), application),
    applicationToken(portal.key, { ...application, clientId: "local.0123456789abcd.12345679" }),
  ];
  expect(applicationToken(portal.key, { ...application })).toBe(token);
  expect(new Set([token, ...others]).size).toBe(3);
});
