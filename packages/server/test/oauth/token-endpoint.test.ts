// What the token endpoint promises to scripts of other origins, and what a race may not break.
import { expect, test } from "vitest";
import { issueToken } from "../../src/operations/issue-token.ts";
import { removeApplication } from "../../src/operations/remove-application.ts";
import { testServer } from "../auth/server.ts";
import { authWorld } from "../auth/world.ts";

const world = await authWorld();
const { runtime, portalId, ann } = world;
const server = await testServer(runtime);

async function renewal(): Promise<{ readonly id: number; readonly fields: Readonly<Record<string, string>> }> {
  const { id, clientId, clientSecret } = await world.addApplication();
  const { refreshToken } = await issueToken(runtime, { portalId, clientId, userId: ann });
  return { id, fields: { grant_type: "refresh_token", client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken } };
}

function send(fields: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${server.url}/oauth/token/`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: "https://app.example" },
  });
}

test.each([
  ["an exchange", {}, 200],
  ["a wrong secret", { client_secret: "wrong" }, 400],
  ["an unknown client", { client_id: "local.0.0" }, 200],
])("the answer to %s may be read by pages of any origin, and is kept by nobody", async (_, changes: Record<string, string>, status) => {
  const { fields } = await renewal();
  const response = await send({ ...fields, ...changes });
  expect(response.status).toBe(status);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  // Never together with "*": the answer must not depend on who is signed in.
  expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("a body that is refused before it is read can still be read as an error by pages of any origin", async () => {
  const headers = { "content-type": "text/plain", origin: "https://app.example" };
  const response = await fetch(`${server.url}/oauth/token/`, { method: "POST", headers, body: "x" });
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([400, "*"]);
});

test.each(["/oauth/token", "/oauth/token/"])("a browser that asks first whether it may post JSON to %s is told so", async (path) => {
  const response = await fetch(server.url + path, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  expect(response.headers.get("access-control-allow-headers")).toContain("content-type");
});

test("pages of other origins may not read the pages that people see", async () => {
  for (const path of ["/", "/sign-in", "/oauth/authorize/?client_id=x"]) {
    const response = await fetch(server.url + path, { redirect: "manual", headers: { origin: "https://app.example" } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("an application that was removed gets no tokens: its client is unknown from then on", async () => {
  const { id, fields } = await renewal();
  await removeApplication(runtime, portalId, id);
  const response = await send(fields);
  expect([response.status, await response.json()]).toEqual([200, { error: "wrong_client", error_description: "Wrong client" }]);
});

test("an exchange and the removal of its application at once end in tokens or an unknown client, and leave no tokens behind", async () => {
  const { id, fields } = await renewal();
  const [response] = await Promise.all([send(fields), removeApplication(runtime, portalId, id)]);
  const body = (await response.json()) as Record<string, unknown>;
  expect(["wrong_client", undefined]).toContain(body["error"]);
  const left = await runtime.database.sql`select 1 from access_token where application_id = ${id}
    union all select 1 from refresh_token where application_id = ${id}`;
  expect(left).toEqual([]);
  expect(server.failures).toEqual([]);
});
