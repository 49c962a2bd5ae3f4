// The commands as they are typed beside a running server, which knows of it at once; and what the program says by itself.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { samePackage } from "@kontor/bpt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handler, startHandler } from "../support/handler.ts";
import { makePlace, type Outcome, type Place, type ServerProcess, until } from "../support/server-process.ts";
import { call, fixture, importSteps, logTexts, program, result, startOnDeal, step } from "./client.ts";

interface Made {
  readonly id: number;
}
interface Token {
  readonly accessToken: string;
  readonly refreshToken: string;
}
interface Incident {
  readonly workflowId: string;
  readonly activity: string;
  readonly kind: string;
}

const withId = (id: number | string) => expect.objectContaining({ id });

describe("beside a running server", () => {
  let place: Place;
  let server: ServerProcess;
  let webhook: string;
  let handler: Handler;
  beforeAll(async () => {
    place = await makePlace("database");
    server = await place.serve();
    webhook = server.facts.demo.webhookUrl;
    handler = await startHandler();
  });
  afterAll(async () => {
    await place.remove();
    await handler.close();
  });

  it("app adds an application that is installed at once, lists it without its secret, and removes it with its tokens", async () => {
    const add = ["app", "add", "--name", "Mine", "--handler", `${handler.url}/back`, "--install-url", `${handler.url}/install`];
    const { id, clientId, clientSecret } = await place.json<Made & { clientId: string; clientSecret: string }>(...add);
    expect((await handler.called("/install")).tree.event).toBe("ONAPPINSTALL");
    const listed = await place.json<object[]>("app", "list");
    expect(listed).toContainEqual(expect.objectContaining({ id, clientId, name: "Mine", isInstalled: true }));
    expect(JSON.stringify(listed)).not.toContain(clientSecret);
    const { accessToken: auth } = await place.json<Token>("token", "issue", "--app", "Mine", "--user", "1");
    expect(await result(server.facts.restUrl, "profile", { auth })).toMatchObject({ ID: "1" });

    expect(await place.json("app", "remove", String(id))).toEqual({ id });
    expect(await place.json("app", "list")).not.toContainEqual(withId(id));
    await until("the token is refused", async () => (await call(server.facts.restUrl, "profile", { auth })).status === 401);
  });

  it("app --no-install registers an application that waits for an administrator, with pages and without", async () => {
    for (const pages of [[], ["--ui"]]) {
      const add = ["app", "add", "--name", "Waits", "--handler", `${handler.url}/back`, "--no-install", ...pages];
      const { id } = await place.json<Made>(...add);
      expect(await place.json("app", "list")).toContainEqual(expect.objectContaining({ id, isInstalled: false }));
      expect(await place.json("app", "install", String(id))).toMatchObject({ isNew: true });
      await place.json("app", "remove", String(id));
    }
  });

  it("webhook adds an address that works at once, lists it without its secret, and takes it back", async () => {
    const { id, url } = await place.json<Made & { url: string }>("webhook", "add", "--user", "3", "--name", "Script", "--scopes", "user");
    expect(await result(url, "profile")).toMatchObject({ ID: "3", NAME: "Max", ADMIN: false });
    expect(await call(url, "bizproc.task.list")).toMatchObject({ status: 401, error: "insufficient_scope" });
    const listed = await place.json<object[]>("webhook", "list");
    expect(listed).toContainEqual(expect.objectContaining({ id, userId: 3, name: "Script", scopes: ["user"] }));
    expect(JSON.stringify(listed)).not.toContain(url.split("/").at(-2));
    expect(await place.json("webhook", "remove", String(id))).toEqual({ id });
    await until("the webhook is refused", async () => (await call(url, "profile")).status === 401);
  });

  it("workflow restart --version same starts it anew by the version that it had", async () => {
    const workflowId = await startOnDeal(webhook, await importSteps(place, "again", [step("LogActivity", "Report", { Text: "old" })]));
    const again = await place.json<{ workflowId: string }>("workflow", "restart", workflowId, "--version", "same");
    expect(again).toMatchObject({ instead: workflowId });
    expect(await logTexts(place, again.workflowId)).toContain("old");
  });

  it("user adds a person whom the server knows at once", async () => {
    const add = ["user", "add", "--email", "zoe@example.org", "--name", "Zoe", "--last-name", "Zimmer", "--position", "Clerk"];
    const { id } = await place.json<Made>(...add, "--time-zone", "Asia/Tokyo");
    expect(await place.json("user", "list")).toContainEqual(
      expect.objectContaining({ id, name: "Zoe", lastName: "Zimmer", email: "zoe@example.org", isAdmin: false }),
    );
    expect(await result(webhook, "user.get", { ID: id })).toMatchObject([
      { ID: String(id), NAME: "Zoe", WORK_POSITION: "Clerk", TIME_ZONE: "Asia/Tokyo" },
    ]);
    await place.json("user", "time-zone", String(id), "Europe/Paris");
    expect(await result(webhook, "user.get", { ID: id })).toMatchObject([{ TIME_ZONE: "Europe/Paris" }]);
    await place.json("user", "time-zone", String(id), "default");
    expect(await result(webhook, "user.get", { ID: id })).toMatchObject([{ TIME_ZONE: "" }]);
  });

  it("token issue gives tokens that work, and with --expires-in 0 one that has expired", async () => {
    const { clientId } = server.facts.demo;
    const fresh = await place.json<Token>("token", "issue", "--app", clientId, "--user", "2");
    expect(await result(server.facts.restUrl, "profile", { auth: fresh.accessToken })).toMatchObject({ ID: "2" });
    const old = await place.json<Token>("token", "issue", "--app", clientId, "--user", "2", "--expires-in", "0");
    expect(await call(server.facts.restUrl, "profile", { auth: old.accessToken })).toMatchObject({ status: 401, error: "expired_token" });
  });

  it("template imports a file, lists it, shows it, and exports the same package", async () => {
    const { id, name } = await place.json<Made & { name: string }>("template", "import", fixture);
    expect(name).toBe("bp-379");
    const type = ["crm", "CCrmDocumentDeal", "DEAL"];
    expect(await place.json("template", "list")).toContainEqual(expect.objectContaining({ id, name, documentType: type, autoExecute: 0 }));
    const file = join(place.dataFolder, "exported.bpt");
    expect(await place.json("template", "export", String(id), file)).toMatchObject({ id, file });
    expect(samePackage(await readFile(file), await readFile(fixture))).toEqual({ same: true });
    const [byId, byFile] = [await place.json("template", "show", String(id)), await place.json("template", "show", fixture)];
    expect(byId).toContain("SequentialWorkflowActivity");
    expect(byId).toBe(byFile);
    await place.json("template", "remove", String(id));
    expect((await place.kontor("template", "show", String(id))).stderr).toMatch(/^kontor: Template not found/);
  });

  it("template import --replace makes a new version, which the next start runs", async () => {
    const id = await importSteps(place, "before", [step("LogActivity", "Report", { Text: "old" })]);
    const newer = await importSteps(place, "after", [step("LogActivity", "Report", { Text: "new" })]);
    const file = join(place.dataFolder, "newer.bpt");
    await place.json("template", "export", String(newer), file);
    expect(await logTexts(place, await startOnDeal(webhook, id))).toContain("old");
    await place.json("template", "import", file, "--replace", String(id));
    expect(await logTexts(place, await startOnDeal(webhook, id))).toContain("new");
  });

  it("a stage whose rules are an empty list, or whose template is removed, has no rules, and is told so", async () => {
    const file = (name: string) => join(place.dataFolder, name);
    await writeFile(file("none.json"), "[]");
    await writeFile(file("one.json"), JSON.stringify([{ Type: "LogActivity", Properties: { Text: "x" } }]));
    const set = (name: string) => place.json<{ templateId: number | null }>("automation", "set", "DEAL", "EXECUTING", file(name));
    await set("one.json");
    expect(await set("none.json")).toEqual({ templateId: null });
    expect(await place.json("automation", "list", "DEAL")).toEqual([]);
    const { templateId } = await set("one.json");
    expect((await place.kontor("template", "list")).stdout).toMatch(/ DEAL +rules /);
    const { stdout } = await place.kontor("template", "remove", String(templateId));
    expect(stdout).toBe(`Removed template ${templateId}: Rules of the stage In progress. The stage EXECUTING has no rules now\n`);
  });

  it("an address that is none is told so, in words of its own", async () => {
    const response = await fetch(`${server.facts.address}/nopath`);
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 404, text: "There is nothing at this address.\n" });
  });

  it("workflow names what holds a workflow, and goes on with it once that is put right", async () => {
    const { clientId } = server.facts.demo;
    const type = `rest_${createHash("md5").update(`${clientId}@late`).digest("hex")}`;
    const { accessToken: auth } = await place.json<Token>("token", "issue", "--app", clientId, "--user", "1");
    const robot = { CODE: "late", NAME: "Late", USE_SUBSCRIPTION: "Y", HANDLER: `${server.facts.address}/nowhere` };
    await result(server.facts.restUrl, "bizproc.robot.add", { ...robot, auth });
    const workflowId = await startOnDeal(webhook, await importSteps(place, "held", [step(type, "Late", {})]));
    const mine = async () => (await place.json<Incident[]>("workflow", "incidents")).filter((one) => one.workflowId === workflowId);
    expect(await until("the call is given up", async () => ((await mine()).length > 0 ? mine() : null))).toMatchObject([
      { workflowId, activity: "Late", kind: "delivery-failed" },
    ]);

    await result(server.facts.restUrl, "bizproc.robot.update", { auth, CODE: "late", FIELDS: { HANDLER: `${handler.url}/late` } });
    expect(await place.json("workflow", "retry", workflowId, "Late")).toEqual({ workflowId, activity: "Late" });
    expect((await handler.called("/late")).tree.workflow_id).toBe(workflowId);
    expect(await until("nothing is held", async () => (await mine()).length === 0)).toBe(true);
  });

  it("workflow lists what runs, prints its log, and terminates it", async () => {
    const workflowId = await startOnDeal(webhook, server.facts.demo.templates.dealApproval);
    const listed = await place.json<{ rows: object[] }>("workflow", "list");
    expect(listed.rows).toContainEqual(expect.objectContaining({ id: workflowId, documentId: "DEAL_1" }));
    expect(await place.json<object[]>("workflow", "log", workflowId)).not.toEqual([]);
    expect(await place.json("workflow", "terminate", workflowId, "--status", "No longer wanted")).toEqual({ workflowId });
    expect((await place.json<{ rows: object[] }>("workflow", "list")).rows).not.toContainEqual(withId(workflowId));
    expect(await result(webhook, "bizproc.task.list", { filter: { WORKFLOW_ID: workflowId, STATUS: 0 } })).toEqual([]);

    const all = async (...more: string[]) => (await place.json<{ rows: object[] }>("workflow", "list", "--all", ...more)).rows;
    expect((await place.kontor("workflow", "log", workflowId)).stdout).toMatch(/Z {2,}No longer wanted\n/);
    const ended = expect.objectContaining({ id: workflowId, status: "terminated", endedAt: expect.any(String) });
    expect(await all("--document", "DEAL_1", "--template", String(server.facts.demo.templates.dealApproval))).toContainEqual(ended);
    expect(await all("--document", "DEAL_2")).toEqual([]);
    expect(await all("--template", "999")).toEqual([]);
    expect(await place.json("workflow", "kill", workflowId)).toEqual({ workflowId });
    expect(await all()).not.toContainEqual(withId(workflowId));
  });

  it("portal shows the settings, and changes those that are named", async () => {
    const before = await place.json<object>("portal", "show");
    expect(before).toMatchObject({ id: 1, name: "Kontor demo", publicUrl: server.facts.address, privateHandlers: true });
    const changed = await place.json("portal", "set", "--name", "Acme", "--time-zone", "Europe/Berlin");
    expect(changed).toEqual({ ...before, name: "Acme", timeZone: "Europe/Berlin" });
    expect(await place.json("portal", "show")).toEqual(changed);
    expect((await place.kontor("portal", "set")).stdout).toMatch(/^No setting is named, so nothing is changed: .*\nPortal 1: Acme\n/);
  });

  it("portal set --private-handlers off is obeyed by the running server", async () => {
    const { accessToken: auth } = await place.json<Token>("token", "issue", "--app", "Demo application", "--user", "1");
    const robot = (CODE: string) => ({ auth, CODE, NAME: CODE, HANDLER: `${handler.url}/private` });
    expect((await call(server.facts.restUrl, "bizproc.robot.add", robot("allowed"))).status).toBe(200);
    await place.json("portal", "set", "--private-handlers", "off");
    expect((await call(server.facts.restUrl, "bizproc.robot.add", robot("refused"))).status).toBe(400);
    await place.json("portal", "set", "--private-handlers", "on");
  });

  it("sign-in-link makes a link for the person who is named", async () => {
    const { url } = await place.json<{ url: string }>("sign-in-link", "--user", "2");
    expect(await (await fetch(url)).text()).toContain("<strong>Emma Employee</strong>");
  });

  it("prints lines for people without --json", async () => {
    const { code, stdout, stderr } = await place.kontor("user", "list");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [headings, anna] = stdout.split("\n");
    expect(headings).toMatch(/^ID +NAME +E-MAIL +POSITION$/);
    expect(anna).toMatch(/^1 +Anna Admin +anna@example\.org +Administrator +administrator$/);
    expect((await place.kontor("template", "export", "1", "-")).stdout.slice(0, 1)).toBe("x");
  });
});

describe("kontor by itself", () => {
  async function kontor(...args: readonly string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code: child.exitCode, stdout, stderr };
  }

  it("lists its commands, each with a line that says what it is for", async () => {
    const [bare, help, wrong, part] = await Promise.all([kontor(), kontor("--help"), kontor("serv"), kontor("token", "issue", "--help")]);
    expect(help.code).toBe(0);
    for (const name of ["serve", "template", "workflow", "portal", "app", "webhook", "token", "user", "sign-in-link"]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} .*\\w`, "m"));
    }
    expect(bare.stderr).toBe(help.stdout);
    expect(bare.code).toBe(1);
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/^error: unknown command 'serv'\n.*serve/);
    expect(part).toMatchObject({ code: 0, stderr: "" });
    for (const option of ["--app", "--user", "--expires-in", "--data", "--json"]) expect(part.stdout).toContain(option);
  });

  it("takes the common options at a group, too: alone they show its help, before its words they count", async () => {
    const [group, help, before] = await Promise.all([
      kontor("workflow", "--data", "nowhere"),
      kontor("workflow", "--help"),
      kontor("user", "--data", "nowhere", "list"),
    ]);
    expect(group).toMatchObject({ code: 1, stdout: "", stderr: help.stdout });
    expect(before.stderr).toMatch(/^kontor: There is no portal in nowhere\./);
    expect((await kontor("webhook", "add", "--help")).stdout.replaceAll(/\s+/g, " ")).toContain("(default: bizproc,crm,lists,user)");
    expect((await kontor("template", "import", "--help")).stdout).toMatch(/\(default:\s+deal\)/);
  });
});
