import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventToken } from "../../src/apps/event-token.ts";
import { changePortal } from "../../src/operations/change-portal.ts";
import { readWorkflowLog, readWorkflowOutcome, retryIncident } from "../../src/operations/incidents.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { step } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const good = { CODE: "check", HANDLER: "http://127.0.0.1:9/handler", NAME: "Check" };

describe.each(["activity", "robot"] as const)("bizproc.%s.add", (kind) => {
  const add = (params: object) => world.call("application", `bizproc.${kind}.add`, params);
  const invalid = "ERROR_ACTIVITY_VALIDATION_FAILURE";

  it.each([
    [{ CODE: "" }, invalid, "Empty activity code!"],
    [{ CODE: "a b" }, invalid, "Wrong activity code!"],
    [{ HANDLER: "ftp://example.org/" }, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol"],
    [{ HANDLER: "http://" }, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"],
    [{ NAME: "" }, invalid, "Empty activity NAME!"],
    [{ NAME: {} }, invalid, "Empty activity NAME!"],
    [{ PROPERTIES: "x" }, invalid, "Wrong properties array!"],
    [{ PROPERTIES: { "1st": { Name: "x" } } }, invalid, "Wrong property key 1st!"],
    [{ PROPERTIES: { first: { Type: "int" } } }, invalid, "Empty property NAME first!"],
    [{ RETURN_PROPERTIES: { "a-b": { Name: "x" } } }, invalid, "Wrong property key a-b!"],
    [{ FILTER: "crm" }, invalid, "Wrong activity FILTER!"],
    [{ FILTER: { ONLY: ["crm"] } }, invalid, "Wrong activity FILTER!"],
    [{ DOCUMENT_TYPE: ["crm"] }, invalid, "Wrong activity DOCUMENT_TYPE!"],
  ])("refuses %j", async (wrong, code, text) => {
    const { status, body } = await add({ ...good, ...wrong });
    expect([status, body]).toEqual([400, { error: code, error_description: text }]);
  });

  it("registers once, lists, updates and deletes", async () => {
    const CODE = `life_${kind}`;
    expect((await add({ ...good, CODE, PROPERTIES: [], FILTER: { INCLUDE: [["crm", "CCrmDocumentDeal"], "b24"] } })).body.result).toBe(
      true,
    );
    expect((await add({ ...good, CODE })).body.error).toBe("ERROR_ACTIVITY_ALREADY_INSTALLED");
    expect((await world.call("application", `bizproc.${kind}.list`)).body.result).toContain(CODE);
    expect((await world.call("other application", `bizproc.${kind}.list`)).body.result).not.toContain(CODE);
    const update = (params: object) => world.call("application", `bizproc.${kind}.update`, params);
    expect((await update({ CODE, FIELDS: { NAME: { en: "New", de: "Neu" }, USE_SUBSCRIPTION: false } })).body.result).toBe(true);
    expect((await update({ CODE, FIELDS: { SOMETHING: 1 } })).body.error_description).toContain("No fields to update");
    expect((await update({ CODE: "unheard", FIELDS: { NAME: "x" } })).body.error).toBe("ERROR_ACTIVITY_NOT_FOUND");
    expect((await world.call("other application", `bizproc.${kind}.delete`, { CODE })).body.error).toBe("ERROR_ACTIVITY_NOT_FOUND");
    expect((await world.call("application", `bizproc.${kind}.delete`, { code: CODE })).body.result).toBe(true);
    expect((await world.call("application", `bizproc.${kind}.delete`, { CODE })).body.error).toBe("ERROR_ACTIVITY_NOT_FOUND");
  });

  it("needs an application and an administrator", async () => {
    expect(await world.call("admin", `bizproc.${kind}.add`, good)).toMatchObject({ status: 403, body: { error: "ACCESS_DENIED" } });
    expect(await world.call("application of the employee", `bizproc.${kind}.add`, good)).toMatchObject({
      status: 403,
      body: { error: "ACCESS_DENIED" },
    });
  });

  it("refuses private addresses where the portal does not allow them", async () => {
    const change = (privateHandlers: boolean) =>
      changePortal(world.runtime, world.portalId, { name: null, timeZone: null, privateHandlers });
    await change(false);
    try {
      for (const HANDLER of ["http://localhost/x", "http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/"]) {
        expect((await add({ ...good, CODE: "private", HANDLER })).body.error).toBe("ERROR_WRONG_HANDLER_URL");
      }
    } finally {
      await change(true);
    }
  });
});

describe("a step of an application", () => {
  const key = async () =>
    (await world.runtime.database.sql<{ key: Buffer }>`select key from portal where id = ${world.portalId}`)[0]?.key ?? Buffer.alloc(0);

  async function waiting(code: string) {
    await world.call("application", "bizproc.activity.add", {
      ...good,
      CODE: code,
      USE_SUBSCRIPTION: "Y",
      RETURN_PROPERTIES: { Score: { Name: "Score", Type: "int" } },
    });
    const type = `rest_${createHash("md5").update(`${world.clientId}@${code}`).digest("hex")}`;
    const template = await world.template([
      step(type, { Title: "Ask the application" }, [], "Ask"),
      step("LogActivity", { Text: "score {=Ask:Score}" }),
    ]);
    const deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk" } })).body.result;
    const id = (
      await world.call("admin", "bizproc.workflow.start", {
        TEMPLATE_ID: template,
        DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
      })
    ).body.result as string;
    const [row] = await world.runtime.database.sql<{
      event: string | null;
    }>`select state->'active'->'Ask'->>'eventId' as event from workflow where id = ${id}`;
    return { id, token: eventToken(await key(), world.portalId, id, "Ask", row?.event ?? "") };
  }

  const denied = { error: "ACCESS_DENIED", error_description: "Access denied!" };

  it("goes on with the values of bizproc.event.send, once; logs before that; refuses forged and used tokens", async () => {
    const { id, token } = await waiting("answer");
    const send = (EVENT_TOKEN: string) =>
      world.call("application", "bizproc.event.send", { event_token: EVENT_TOKEN, return_values: { SCORE: "7" }, log_message: "done" });
    expect((await world.call("application", "bizproc.activity.log", { EVENT_TOKEN: token, LOG_MESSAGE: "half way" })).body.result).toBe(
      true,
    );
    expect((await world.call("application", "bizproc.activity.log", { EVENT_TOKEN: token })).body.error).toBe("ERROR_EMPTY_LOG_MESSAGE");
    const forged = token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(await send(forged)).toMatchObject({ status: 403, body: denied });
    expect(await send("nonsense")).toMatchObject({ status: 403, body: denied });
    expect((await send(token)).body.result).toBe(true);
    expect(await send(token)).toMatchObject({ status: 403, body: denied });
    expect((await world.call("application", "bizproc.activity.log", { EVENT_TOKEN: token, LOG_MESSAGE: "late" })).status).toBe(403);
    const texts = (await readWorkflowLog(world.runtime, world.portalId, id)).map((entry) => entry.text);
    expect(texts).toEqual(expect.arrayContaining(["half way", "done", "score 7"]));
    expect(texts).not.toContain("late");
  });

  it("is answered once when two answers come at the same time", async () => {
    const { id, token } = await waiting("race");
    const answers = await Promise.all(
      [1, 2, 3, 4].map((Score) => world.call("application", "bizproc.event.send", { EVENT_TOKEN: token, RETURN_VALUES: { Score } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403, 403, 403]);
    expect((await readWorkflowLog(world.runtime, world.portalId, id)).filter((entry) => entry.text.startsWith("score"))).toHaveLength(1);
  });

  it("whose registration is gone holds the workflow by name, and goes on after a retry when it is back", async () => {
    await world.call("application", "bizproc.activity.add", { ...good, CODE: "gone", USE_SUBSCRIPTION: "N" });
    const type = `rest_${createHash("md5").update(`${world.clientId}@gone`).digest("hex")}`;
    const template = await world.template([step(type, { Title: "Tell the application" }, [], "Tell")]);
    await world.call("application", "bizproc.activity.delete", { CODE: "gone" });
    const deal = (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk" } })).body.result;
    const id = (
      await world.call("admin", "bizproc.workflow.start", {
        TEMPLATE_ID: template,
        DOCUMENT_ID: ["crm", "CCrmDocumentDeal", `DEAL_${deal}`],
      })
    ).body.result;
    expect(await readWorkflowOutcome(world.runtime, world.portalId, id)).toMatchObject({
      status: "held",
      text: expect.stringContaining("Tell the application"),
    });
    await world.call("application", "bizproc.activity.add", { ...good, CODE: "gone", USE_SUBSCRIPTION: "N" });
    expect(await retryIncident(world.runtime, { portalId: world.portalId, workflowId: id, activity: "Tell" })).toBe("resumed");
    expect(await readWorkflowOutcome(world.runtime, world.portalId, id)).toMatchObject({ status: "completed" });
  });
});
