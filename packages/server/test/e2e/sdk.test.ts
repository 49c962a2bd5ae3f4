// The whole slice through the unmodified JavaScript SDK: an application by OAuth, its robot, a template, a deal that starts it, the
// handler's call, the answer, the task, the end.
import { createHash } from "node:crypto";
import { B24OAuth } from "@bitrix24/b24jssdk";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handler, startHandler } from "../support/handler.ts";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires: number;
  readonly expires_in: number;
  readonly scope: string;
  readonly domain: string;
  readonly client_endpoint: string;
  readonly server_endpoint: string;
  readonly member_id: string;
  readonly user_id: number;
  readonly status: "L";
}

let place: Place;
let server: ServerProcess;
let handler: Handler;
let address: string;
let app: { readonly clientId: string; readonly clientSecret: string; readonly id: number };

beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
  address = server.facts.address ?? "";
  handler = await startHandler();
  app = await place.json("app", "add", "--name", "Scenario", "--handler", `${handler.url}/back`, "--install-url", `${handler.url}/install`);
});
afterAll(async () => {
  await server.stop();
  await place.remove();
  await handler.close();
});

/** As a browser does it: the one-time link, the session cookie, the authorisation, the code, the tokens. */
async function authorise(): Promise<Tokens> {
  const shown = await fetch(server.facts.signInLink ?? "");
  const page = await shown.text();
  const form = new URLSearchParams();
  for (const [, input = ""] of page.matchAll(/<input([^>]*)>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) form.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  const signedIn = await fetch(`${address}/sign-in`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { origin: address, cookie: cookiesOf(shown) },
  });
  const cookie = cookiesOf(signedIn);
  const back = await fetch(`${address}/oauth/authorize/?client_id=${app.clientId}&state=xyz`, { redirect: "manual", headers: { cookie } });
  const location = new URL(back.headers.get("location") ?? "");
  expect(location.origin).toBe(handler.url);
  expect(location.searchParams.get("state")).toBe("xyz");
  return token({ grant_type: "authorization_code", code: location.searchParams.get("code") ?? "" });
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

async function token(params: Record<string, string>): Promise<Tokens> {
  const query = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...params });
  return (await (await fetch(`${address}/oauth/token/?${query}`)).json()) as Tokens;
}

/** Tokens without a browser, as people who test integrations get them. */
async function issued(
  user: string,
  ...options: readonly string[]
): Promise<Pick<Tokens, "access_token" | "refresh_token" | "expires" | "user_id">> {
  const { accessToken, refreshToken, expires } = await place.json<{ accessToken: string; refreshToken: string; expires: number }>(
    ...["token", "issue", "--app", app.clientId, "--user", user, ...options],
  );
  return { access_token: accessToken, refresh_token: refreshToken, expires, user_id: Number(user) };
}

function sdk(tokens: Pick<Tokens, "access_token" | "refresh_token" | "expires" | "user_id">): B24OAuth {
  return new B24OAuth(
    {
      applicationToken: "unused",
      userId: tokens.user_id,
      memberId: "unused",
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expires: tokens.expires,
      expiresIn: 3600,
      scope: "bizproc,crm",
      domain: new URL(address).host,
      clientEndpoint: `${address}/rest/`,
      serverEndpoint: `${address}/rest/`,
      status: "L",
    },
    { clientId: app.clientId, clientSecret: app.clientSecret },
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what the wire answers is compared, not typed
async function call(b24: B24OAuth, method: string, params: object = {}): Promise<any> {
  const answer = await b24.callMethod(method, params);
  return (answer.getData() as { result: unknown }).result;
}

function scoring(type: string): Uint8Array {
  const step = (Type: string, Name: string, Properties: Plain, Children: Plain[] = []): Plain => ({
    Type,
    Name,
    Activated: "Y",
    Properties,
    Children,
  });
  const approval = step("ApproveActivity", "Approve", { Title: "Approve", Users: ["user_3"], Description: "Score {=Score:score}" }, [
    step("SequenceActivity", "Yes", {}, [step("SetFieldActivity", "Win", { FieldValue: { STAGE_ID: "WON" } })]),
    step("SequenceActivity", "No", {}),
  ]);
  const root = step("SequentialWorkflowActivity", "Template", { Title: "Scoring" }, [
    step(type, "Score", { text: "{=Document:TITLE}" }),
    approval,
  ]);
  return writeBpt(fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] }));
}

describe("an application through the SDK", () => {
  it("hears of its installation with tokens that work", async () => {
    const { tree } = await handler.called("/install");
    expect(tree.event).toBe("ONAPPINSTALL");
    expect(tree.data.INSTALLED).toBe("Y");
    for (const field of ["access_token", "refresh_token", "domain", "application_token", "client_endpoint"]) {
      expect(tree.auth[field]).toMatch(/./);
    }
  });

  it("runs the whole slice: robot, template, automatic start, call, log, answer, task, end", async () => {
    const b24 = sdk(await authorise());
    expect(
      await call(b24, "bizproc.robot.add", {
        CODE: "score",
        HANDLER: `${handler.url}/score`,
        NAME: "Score",
        USE_SUBSCRIPTION: "Y",
        PROPERTIES: { text: { Name: "Text", Type: "string" } },
        RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
      }),
    ).toBe(true);
    const type = `rest_${createHash("md5").update(`${app.clientId}@score`).digest("hex")}`;
    const data = Buffer.from(scoring(type)).toString("base64");
    const template = {
      DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal", "DEAL"],
      NAME: "Scoring",
      TEMPLATE_DATA: ["scoring.bpt", data],
      AUTO_EXECUTE: 1,
    };
    const templateId = await call(b24, "bizproc.workflow.template.add", template);
    const deal = await call(b24, "crm.deal.add", { fields: { TITLE: "Desks & chairs" } });

    const { fields, tree: called } = await handler.called("/score");
    expect(fields.map(([name]) => name)).toEqual([
      "workflow_id",
      "code",
      ...[0, 1, 2].map((index) => `document_id[${index}]`),
      ...[0, 1, 2].map((index) => `document_type[${index}]`),
      "event_token",
      "properties[text]",
      "use_subscription",
      "timeout_duration",
      "ts",
      ...["access_token", "refresh_token", "expires", "expires_in", "server_endpoint", "client_endpoint", "scope", "status"].map(
        (key) => `auth[${key}]`,
      ),
      ...["application_token", "domain", "member_id", "user_id"].map((key) => `auth[${key}]`),
    ]);
    expect(called.properties.text).toBe("Desks & chairs");
    expect(called.document_id[2]).toBe(`DEAL_${deal}`);
    const EVENT_TOKEN = called.event_token;
    expect(EVENT_TOKEN).toMatch(/^[0-9a-f]{14}\.\d{8}\|Score\|[A-Za-z0-9]{32}\.[0-9a-f]{64}$/);

    expect(await call(b24, "bizproc.activity.log", { EVENT_TOKEN, LOG_MESSAGE: "thinking" })).toBe(true);
    expect(await call(b24, "bizproc.event.send", { EVENT_TOKEN, RETURN_VALUES: { score: "42" } })).toBe(true);
    await expect(call(b24, "bizproc.event.send", { EVENT_TOKEN })).rejects.toThrow("Access denied!");

    const WORKFLOW_ID = called.workflow_id;
    const asManager = sdk(await issued("3"));
    const [task] = await call(asManager, "bizproc.task.list", { filter: { WORKFLOW_ID }, select: ["ID", "DESCRIPTION", "STATUS"] });
    expect(task).toMatchObject({ DESCRIPTION: "Score 42", STATUS: "0" });
    expect(await call(asManager, "bizproc.task.complete", { TASK_ID: task.ID, STATUS: 1 })).toBe(true);
    expect(await call(b24, "bizproc.workflow.instances", { filter: { ID: WORKFLOW_ID } })).toEqual([]);
    expect(await call(b24, "crm.deal.get", { id: deal })).toMatchObject({ STAGE_ID: "WON" });
    expect(await call(b24, "bizproc.workflow.template.update", { ID: templateId, FIELDS: { AUTO_EXECUTE: 0 } })).toBe(templateId);
  });

  it("reads long lists page by page, and calls in batches whose commands refer to each other", async () => {
    const b24 = sdk(await issued("1"));
    const commands = Array.from({ length: 50 }, (_, index) => ["crm.deal.add", { fields: { TITLE: `Listed ${index}` } }]);
    for (let round = 0; round < 3; round += 1) expect((await b24.callBatch(commands, true)).isSuccess).toBe(true);
    const seen = new Set<string>();
    for await (const page of b24.fetchListMethod("crm.deal.list", { filter: { "%TITLE": "Listed" }, select: ["ID"] }, "ID")) {
      expect(page.length).toBeLessThanOrEqual(50);
      for (const row of page as { ID: string }[]) seen.add(row.ID);
    }
    expect(seen.size).toBe(150);
    const all = await b24.callListMethod("crm.deal.list", { filter: { "%TITLE": "Listed" }, select: ["ID"] });
    expect((all.getData() as unknown[]).length).toBe(150);
    const chained = await b24.callBatch(
      { made: ["crm.deal.add", { fields: { TITLE: "First" } }], read: ["crm.deal.get", { id: "$result[made]" }] },
      true,
    );
    expect((chained.getData() as { read: object }).read).toMatchObject({ TITLE: "First" });
  });

  it("renews an expired token by itself", async () => {
    const expired = await issued("1", "--expires-in", "0");
    // The SDK is to believe in the token, so that it is the server who refuses it.
    const b24 = sdk({ ...expired, expires: expired.expires + 7200 });
    expect(await call(b24, "profile")).toMatchObject({ ID: "1", ADMIN: true });
  });
});
