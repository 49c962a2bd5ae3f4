// The commands about what workflows share and make: global values, people, working time, mail and records, beside a running server.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostOffice, type PostOffice } from "../mail/post-office.ts";
import { makePlace, type Place, type ServerProcess, until } from "../support/server-process.ts";
import { expectRefusal, importSteps, logTexts, result, startOnDeal, step } from "./client.ts";

let place: Place;
let server: ServerProcess;
let webhook: string;
let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
  place = await makePlace("database");
  server = await place.serve();
  webhook = server.facts.demo.webhookUrl;
});
afterAll(async () => {
  await place.remove();
  await office.close();
});

interface Row {
  readonly id: number;
}

const isRunning = async (workflowId: string) =>
  (await result<{ ID: string }[]>(webhook, "bizproc.workflow.instances", { filter: { ID: workflowId } })).length > 0;

describe("kontor global", () => {
  it("sets, lists and removes what workflows read at once", async () => {
    const templateId = await importSteps(place, "globals", [
      step("LogActivity", "Report", { Text: "{=GlobalVar:Count} {=GlobalConst:Level}" }),
    ]);
    const options = ["--type", "select", "--options", "lo=Low,hi=High", "--value", "High"];
    expect(await place.json("global", "set", "constant", "Level", ...options)).toMatchObject({
      value: "hi",
      options: { lo: "Low", hi: "High" },
    });
    await place.json("global", "set", "variable", "Count", "--type", "int", "--value", "4", "--name", "Counter");
    expect(await place.json("global", "set", "variable", "Count", "--value", "5")).toMatchObject({
      name: "Counter",
      type: "int",
      value: 5,
    });
    expect(await logTexts(place, await startOnDeal(webhook, templateId))).toContain("5 High");
    expect(await place.json("global", "list")).toMatchObject([
      { kind: "constant", id: "Level" },
      { kind: "variable", id: "Count" },
    ]);
    await place.json("global", "remove", "variable", "Count");
    expect(await logTexts(place, await startOnDeal(webhook, templateId))).toContain(" High");
    expectRefusal(await place.kontor("global", "remove", "variable", "Count"), /there is no global variable Count/);
    expectRefusal(await place.kontor("global", "set", "variable", "List", "--value", "[1,"), /is no JSON/);
  });
});

describe("kontor user", () => {
  it("opens a working day that a workflow waits for", async () => {
    const id = await startOnDeal(
      webhook,
      await importSteps(place, "workday", [step("WaitWorkDayActivity", "Wait", { TargetUser: "user_2" })]),
    );
    expect(await isRunning(id)).toBe(true);
    expect(await place.json("user", "workday", "2", "open")).toEqual({ userId: 2, state: "open" });
    await until("the workflow is over", async () => !(await isRunning(id)));
    await place.json("user", "workday", "2", "close");
  });

  it("enters absences, and names deputies", async () => {
    const { id } = await place.json<Row>(
      "user",
      "absence",
      "add",
      "3",
      "--from",
      "2020-01-01",
      "--to",
      "2999-12-31",
      "--kind",
      "leavesick",
    );
    expect(await place.json("user", "absence", "list")).toMatchObject([{ id, userId: 3, kind: "LEAVESICK" }]);
    expect(await place.json("user", "deputy", "3", "2")).toEqual({ userId: 3, deputyId: 2 });
    expect((await place.kontor("user", "list")).stdout).toMatch(/^3 .* deputy 2$/m);
    const task = step("ReviewActivity", "Review", { Users: ["user_3"], Name: "Read it" });
    const workflowId = await startOnDeal(webhook, await importSteps(place, "deputy", [task]));
    const select = ["ID", "USER_ID"];
    expect(await result(webhook, "bizproc.task.list", { select, filter: { WORKFLOW_ID: workflowId, USER_ID: 2 } })).toHaveLength(1);
    await place.json("user", "deputy", "3", "none");
    expect(await place.json("user", "absence", "remove", String(id))).toEqual({ id });
    expectRefusal(await place.kontor("user", "deputy", "3", "3"), /nobody is their own deputy/);
  });
});

describe("kontor portal set", () => {
  it("takes working time and holidays, each by itself", async () => {
    await place.json("portal", "set", "--work-time", "8:30-17", "--week-holidays", "FR,SA");
    const days = ["--year-holidays", "24.12,31.12.2026", "--year-workdays", "none"];
    expect(await place.json("portal", "set", ...days)).toMatchObject({
      workCalendar: { startMinutes: 510, endMinutes: 1020, weekHolidays: [5, 6], yearHolidays: ["24.12", "31.12.2026"], yearWorkdays: [] },
    });
    expect((await place.kontor("portal", "show")).stdout).toMatch(/work time +8:30-17:00, free on FR,SA\n +holidays +24\.12, 31\.12\.2026/);
    expectRefusal(await place.kontor("portal", "set", "--work-time", "18-9"), /a beginning and a later end/);
  });

  it("takes a mail server, and never shows its password", async () => {
    const shown = await place.kontor(
      "portal",
      "set",
      "--smtp",
      `smtp://ann:secret@127.0.0.1:${office.port}`,
      "--mail-from",
      "k@example.org",
    );
    expect(shown.stdout).toContain(`smtp://ann@127.0.0.1:${office.port}`);
    expect(shown.stdout + JSON.stringify(await place.json("portal", "show"))).not.toContain("secret");
    expect(await place.json("portal", "set", "--smtp", "off")).toMatchObject({ mail: { smtp: null, from: "k@example.org" } });
  });
});

describe("kontor mail", () => {
  it("shows what waits in the outbox, and sends it once there is a mail server", async () => {
    const mail = step("MailActivity", "Mail", { MailUserTo: "client@example.org", MailSubject: "Hello", MailText: "Dear client" });
    const workflowId = await startOnDeal(webhook, await importSteps(place, "mail", [mail]));
    const [waiting] = await until("the mail has been looked at", async () => {
      const rows = await place.json<(Row & { reason: string })[]>("mail", "list", "--open");
      return rows[0]?.reason ? rows : null;
    });
    expect(waiting).toMatchObject({ status: "queued", workflowId, recipients: ["client@example.org"] });
    const id = String(waiting?.id);
    expect((await place.kontor("mail", "show", id)).stdout).toMatch(
      /^Mail \d+: queued\n {2}This portal has no mail server\.[\s\S]*Dear client\n$/,
    );
    await place.json("portal", "set", "--smtp", `smtp://127.0.0.1:${office.port}`);
    expect(await place.json("mail", "send", "all")).toEqual([waiting?.id]);
    await until("the mail arrives", async () => office.letters.some(({ to }) => to.includes("client@example.org")));
    await until("nothing waits", async () => (await place.json<Row[]>("mail", "list", "--open")).length === 0);
    expectRefusal(await place.kontor("mail", "send", id), /that has not gone yet/);
  });

  it("takes the mail server from the environment where the portal names none", async () => {
    await place.json("portal", "set", "--smtp", "off");
    await server.stop();
    process.env["KONTOR_SMTP"] = `smtp://127.0.0.1:${office.port}`;
    server = await place.serve().finally(() => delete process.env["KONTOR_SMTP"]);
    webhook = server.facts.demo.webhookUrl;
    const mail = step("MailActivity", "Mail", { MailUserTo: "other@example.org", MailSubject: "Hello", MailText: "Text" });
    await startOnDeal(webhook, await importSteps(place, "mail-by-environment", [mail]));
    await until("the mail arrives", async () => office.letters.some(({ to }) => to.includes("other@example.org")));
  });
});

describe("kontor record", () => {
  it("lists, shows and completes a task that a workflow waits for", async () => {
    const fields = { TITLE: "Ring them", RESPONSIBLE_ID: "user_2" };
    const result2 = step("FixResultActivity", "Result", { ResultType: "1", ResultFields: ["{=Task:ClosedBy}"] });
    const templateId = await importSteps(place, "task", [step("Task2Activity", "Task", { Fields: fields, HoldToClose: "Y" }), result2]);
    const workflowId = await startOnDeal(webhook, templateId);
    const [record] = await place.json<Row[]>("record", "list", "--kind", "task", "--workflow", workflowId, "--open");
    expect(record).toMatchObject({ title: "Ring them", responsibleId: 2, isAwaited: true, documentId: "DEAL_1" });
    const id = String(record?.id);
    expect((await place.kontor("record", "show", id)).stdout).toMatch(/^task \d+: Ring them \(open\)\n/);
    expect(await place.json("record", "complete", id, "--user", "3")).toEqual({ id: record?.id });
    await until("the workflow is over", async () => !(await isRunning(workflowId)));
    expect(await place.json("workflow", "result", workflowId)).toMatchObject({ values: { users: ["user_3"] } });
    expectRefusal(await place.kontor("record", "remove", id), /there is no open record/);
  });
});
