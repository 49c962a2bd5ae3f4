import { expect, test } from "vitest";
import { parseQuery } from "../../src/rest/php-query.ts";
import { handlerServer, status } from "./handler-server.ts";
import { jobsWorld, memberId } from "./world.ts";

const world = await jobsWorld();
const data = { VERSION: 1, ACTIVE: "Y", INSTALLED: "Y", LANGUAGE_ID: "en" };

test("an installation is told with all that the application needs to call back, its lasting token included", async () => {
  const server = await handlerServer();
  await world.addEvent({ handler: server.url, data: Object.entries(data) });
  world.start();
  await world.finished();
  const body = server.received[0]?.body ?? "";
  expect(body).toMatch(
    /^event=ONAPPINSTALL&data%5BVERSION%5D=1&data%5BACTIVE%5D=Y&data%5BINSTALLED%5D=Y&data%5BLANGUAGE_ID%5D=en&ts=\d{10}&auth%5B/,
  );
  expect(parseQuery(body)).toMatchObject({
    auth: {
      access_token: expect.stringMatching(/^[0-9a-f]{70}$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{70}$/),
      expires_in: "3600",
      member_id: memberId,
      domain: "portal.example",
      scope: "crm,bizproc",
      user_id: "16",
    },
  });
  expect(await world.deliveries()).toMatchObject([
    { workflow_id: null, activity: null, code: "ONAPPINSTALL", outcome: "done", payload: { data } },
  ]);
});

test("later events bring short-lived access only, and the number of their binding", async () => {
  const server = await handlerServer();
  await world.addEvent({ handler: server.url, event: "ONCRMDEALADD", eventHandlerId: 185, data: { FIELDS: { ID: 6641 } } });
  world.start();
  await world.finished();
  const body = parseQuery(server.received[0]?.body ?? "");
  expect(body).toMatchObject({ event: "ONCRMDEALADD", event_handler_id: "185", data: { FIELDS: { ID: "6641" } } });
  expect(body["auth"]).toMatchObject({ access_token: expect.any(String) });
  expect(body["auth"]).not.toHaveProperty("refresh_token");
});

test("an event that cannot be delivered is kept as failed and told to the operator", async () => {
  const server = await handlerServer();
  server.answer = status(410);
  await world.addEvent({ handler: server.url });
  world.start();
  await world.finished();
  expect(await world.deliveries()).toMatchObject([{ outcome: "failed", http_status: 410 }]);
  expect(world.lines).toMatchObject([
    { level: "warn", text: `The application "Robots" could not be reached: HTTP 410 from ${server.url}/` },
  ]);
  expect(world.resumed).toEqual([]);
});
