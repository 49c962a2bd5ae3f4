// Mail from the step to a real mail server, and what becomes of it where there is none, or it says no.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { parseSmtpAddress } from "../../src/apps/smtp-address.ts";
import { addDocument } from "../../src/operations/add-document.ts";
import { putFile } from "../../src/operations/drive.ts";
import { findIncidents } from "../../src/operations/incidents.ts";
import {
  changeMailSettings,
  listMails,
  type Mail,
  readMailSettings,
  removeMail,
  sendMailAgain,
  showMail,
} from "../../src/operations/mail.ts";
import type { Runtime } from "../../src/operations/runtime.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { freshFileIds, insertFile } from "../../src/store/file.ts";
import { createWorkingWorld, type WorkingWorld } from "../support/working-world.ts";
import { people, step } from "../support/world.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

let world: WorkingWorld;
let runtime: Runtime;
let office: PostOffice;
let deal: number;

beforeAll(async () => {
  office = await openPostOffice();
  world = await createWorkingWorld();
  ({ runtime } = world);
  const kind = { kind: "crm", code: "DEAL" } as const;
  deal = await addDocument(runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
});
beforeEach(() => changeMailSettings(runtime, world.portalId, { smtp: `smtp://127.0.0.1:${office.port}`, from: "" }));
afterAll(async () => {
  await world.close();
  await office.close();
});

/** The mail that a workflow with this one step has written, once its attempt is over. */
async function write(
  properties: object,
  isOver: (mail: Mail) => boolean = (mail) => mail.attempts > 0 || mail.reason !== "",
): Promise<Mail> {
  const { portalId } = world;
  const text = { MailSubject: "About {=Document:TITLE}", MailText: "Hello", MailUserTo: "client@example.org" };
  const templateId = await world.template([step("MailActivity", { ...text, ...properties }, [], "Mail")]);
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const id = await startWorkflow(runtime, runtime.database, { portalId, templateId, documentId, parameters: {}, userId: 1, changed: null });
  return attempted((await listMails(runtime, portalId, false)).find((mail) => mail.workflowId === id)?.id ?? 0, isOver);
}

function attempted(id: number, isOver: (mail: Mail) => boolean): Promise<Mail> {
  return vi.waitFor(
    async () => {
      const mail = await showMail(runtime, world.portalId, id);
      if (!isOver(mail)) throw new Error(`mail ${id} is ${mail.status}: ${mail.reason}`);
      return mail;
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** The next try comes at once. A job that a worker still holds is left alone: it is put off 60 s by that, and by nothing else. */
const makeDue = () =>
  vi.waitFor(
    async () => {
      const due = await runtime.database.sql`
        update job set run_at = now()
        where kind = 'send-mail' and (run_at < now() + interval '35 seconds' or run_at > now() + interval '61 seconds') returning 1`;
      expect(due).toHaveLength(1);
    },
    { timeout: 20_000, interval: 20 },
  );
const incidents = async () => (await findIncidents(runtime, world.portalId)).filter(({ kind }) => kind === "mail-failed");

describe("with a mail server", () => {
  it("goes to all who are named, with a text that the reader can show", async () => {
    const mail = await write({
      MailUserFrom: "Kontor <kontor@example.org>",
      MailUserToArray: [`user_${people.manager}`],
      MailText: "Grüße, 5 €",
    });
    expect(mail).toMatchObject({ status: "sent", reason: "", attempts: 1, subject: "About Desk" });
    const letter = office.letters.at(-1);
    expect(letter).toMatchObject({ from: "kontor@example.org", to: ["manager@example.org", "client@example.org"] });
    expect(letter?.source).toContain("Subject: About Desk");
    expect(letter?.source).toContain("To: Manager Test <manager@example.org>, client@example.org");
    expect(letter?.source).toMatch(/Message-ID: <kontor-\d+-\d+-\d+@127\.0\.0\.1>/);
    expect(letter?.source).toContain("text/plain; charset=utf-8");
    expect(letter?.source).toContain(Buffer.from("Grüße, 5 €", "utf8").toString("base64"));
  });

  it("is from the portal where the step names nobody", async () => {
    await write({});
    expect(office.letters.at(-1)?.from).toBe("noreply@127.0.0.1");
    await changeMailSettings(runtime, world.portalId, { from: "Office <office@example.org>" });
    await write({ MailMessageType: "html", MailText: "<b>Hello</b>" });
    expect(office.letters.at(-1)?.from).toBe("office@example.org");
    expect(office.letters.at(-1)?.source).toContain("text/html");
  });

  it("takes files from the drive along, as they are by now", async () => {
    const to = { storage: "common", owner: 0, folder: null } as const;
    const put = (content: string, where: Parameters<typeof putFile>[2]["to"]) =>
      putFile(runtime, world.portalId, { name: "plan.txt", content: Buffer.from(content), to: where, userId: people.admin });
    const id = await put("old plan", to);
    await put("new plan", id);
    expect(await write({ FileType: "disk", File: [`n${id}`, 999_999] })).toMatchObject({ status: "sent", reason: "" });
    const { source = "" } = office.letters.at(-1) ?? {};
    expect(source).toContain(Buffer.from("new plan").toString("base64"));
    expect(source.match(/filename=/g)).toHaveLength(1);
  });

  it("takes files along, and says which it went without", async () => {
    const content = Buffer.from("%PDF-");
    const [id = 0] = await freshFileIds(runtime.database, 1);
    await runtime.database.transaction((tx) =>
      insertFile(tx, world.portalId, { id, name: "offer.pdf", content }, { createdBy: people.admin, workflowId: "w" }),
    );
    const mail = await write({ File: [id, 999_999, "/etc/passwd"] });
    expect(mail).toMatchObject({
      status: "sent",
      reason: expect.stringMatching(/without the file 999999, which is not there.*etc.passwd/),
    });
    expect(office.letters.at(-1)?.source).toContain("filename=offer.pdf");
    expect(office.letters.at(-1)?.source).toContain(content.toString("base64"));
    expect(office.letters.at(-1)?.source).not.toContain("root:");
    await runtime.database.run({ text: "delete from mail", values: [] });
  });

  it("opens no file and fetches no address that a text names", async () => {
    await write({ MailText: "file:///etc/hostname", MailMessageType: "html", MailSubject: "/etc/hostname" });
    expect(office.letters.at(-1)?.source).toContain("file:///etc/hostname");
  });

  it("signs in where the address says so", async () => {
    const seen: string[] = [];
    const closed = await openPostOffice({
      authOptional: false,
      onAuth({ username = "", password = "" }, _, callback) {
        seen.push(`${username} ${password}`);
        if (password === "p@ss word") callback(null, { user: username });
        else callback(new Error("wrong"));
      },
    });
    const smtp = `smtp://ann:p%40ss%20word@127.0.0.1:${closed.port}`;
    await changeMailSettings(runtime, world.portalId, { smtp });
    expect(await readMailSettings(runtime, world.portalId)).toEqual({ smtp: `smtp://ann@127.0.0.1:${closed.port}`, from: "" });
    const [kept] = await runtime.database.sql<{ smtp: Buffer }>`select smtp from portal`;
    expect(kept?.smtp.toString("latin1")).not.toContain("p@ss");
    expect(await write({})).toMatchObject({ status: "sent" });
    expect(seen).toEqual(["ann p@ss word"]);
    await changeMailSettings(runtime, world.portalId, { smtp: smtp.replace("ss", "xx") });
    expect(await write({})).toMatchObject({ status: "queued", reason: expect.stringContaining("did not take it") });
    await runtime.database.run({ text: "delete from job where kind = 'send-mail'; delete from mail where status = 'queued'", values: [] });
    await closed.close();
  });

  it("is written, and sent, once for each step, not once for each try of the step", async () => {
    const before = office.letters.length;
    await write({});
    await vi.waitFor(async () => expect(await runtime.database.sql`select kind from job`).toEqual([]));
    expect(office.letters.length).toBe(before + 1);
  });
});

describe("where it does not go", () => {
  it("is tried again after a while, like calls", async () => {
    office.refuse(1, 451, "Come back later");
    const mail = await write({});
    expect(mail).toMatchObject({ status: "queued", attempts: 1, reason: expect.stringContaining("Come back later") });
    const isPutOff = async () => {
      const jobs = await runtime.database.sql`
        select 1 from job where kind = 'send-mail' and run_at > now() and run_at < now() + interval '6 seconds'`;
      expect(jobs).toHaveLength(1);
    };
    await vi.waitFor(isPutOff, { timeout: 20_000, interval: 20 });
    await makeDue();
    expect(await attempted(mail.id, ({ status }) => status === "sent")).toMatchObject({ attempts: 2, reason: "" });
  });

  it("that the server will never take is an incident at once, until it is sent again", async () => {
    office.refuse(1, 550, "No such person");
    const mail = await write({});
    expect(mail).toMatchObject({ status: "failed", attempts: 1 });
    expect(await incidents()).toMatchObject([{ activity: "Mail", text: expect.stringMatching(/No such person.*kontor mail send \d+$/) }]);
    expect(world.warnings.at(-1)).toContain("No such person");
    expect(await listMails(runtime, world.portalId, true)).toMatchObject([{ id: mail.id }]);
    expect(await sendMailAgain(runtime, world.portalId, mail.id)).toEqual([mail.id]);
    expect(await attempted(mail.id, ({ status }) => status === "sent")).toMatchObject({ reason: "" });
    expect(await incidents()).toEqual([]);
    await expect(sendMailAgain(runtime, world.portalId, mail.id)).rejects.toMatchObject({ code: "argument-invalid" });
  });

  it("is given up after the sixth try", async () => {
    await changeMailSettings(runtime, world.portalId, { smtp: "smtp://127.0.0.1:9" });
    const mail = await write({});
    for (let attempt = 2; attempt <= 6; attempt += 1) {
      await makeDue();
      await attempted(mail.id, ({ attempts }) => attempts === attempt);
    }
    expect(await showMail(runtime, world.portalId, mail.id)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("after 6 attempts"),
    });
    expect(await incidents()).toHaveLength(1);
    await runtime.database.run({ text: "delete from mail", values: [] });
  });

  it("for some of its receivers is told, though others have it", async () => {
    const picky = await openPostOffice({
      onRcptTo: ({ address }, _, callback) =>
        callback(address === "bad@example.org" ? Object.assign(new Error("who?"), { responseCode: 550 }) : null),
    });
    await changeMailSettings(runtime, world.portalId, { smtp: `smtp://127.0.0.1:${picky.port}` });
    const mail = await write({ MailUserTo: "good@example.org, bad@example.org" });
    expect(mail).toMatchObject({ status: "sent", reason: "The mail server did not take it for bad@example.org." });
    expect(picky.letters).toMatchObject([{ to: ["good@example.org"] }]);
    expect(await incidents()).toMatchObject([{ text: `Mail ${mail.id}: ${mail.reason}` }]);
    await runtime.database.run({ text: "delete from mail", values: [] });
    await picky.close();
  });

  it("is removed by whoever has seen to it, and not once it has gone", async () => {
    office.refuse(1, 550, "No such person");
    const mail = await write({});
    expect(await incidents()).toHaveLength(1);
    await removeMail(runtime, world.portalId, mail.id);
    expect(await incidents()).toEqual([]);
    const gone = await write({});
    await expect(removeMail(runtime, world.portalId, gone.id)).rejects.toMatchObject({ code: "argument-invalid" });
  });

  it("without a mail server stays in the outbox, until there is one", async () => {
    await changeMailSettings(runtime, world.portalId, { smtp: null });
    const mail = await write({});
    expect(mail).toMatchObject({ status: "queued", attempts: 0, reason: expect.stringContaining("kontor portal set --smtp") });
    expect(await incidents()).toEqual([]);
    await changeMailSettings(runtime, world.portalId, { smtp: `smtp://127.0.0.1:${office.port}` });
    expect(await sendMailAgain(runtime, world.portalId, null)).toEqual([mail.id]);
    await attempted(mail.id, ({ status }) => status === "sent");
  });
});

describe("addresses of mail servers", () => {
  it.each([
    ["smtp://mail.example.org", { port: 587, secure: false, requireTls: false, user: "" }],
    ["smtps://a:b@mail.example.org", { port: 465, secure: true, requireTls: false, user: "a", password: "b" }],
    ["smtp://a:b@mail.example.org:25", { port: 25, requireTls: true }],
    ["smtp://a:b@mail.example.org:25?tls=off", { requireTls: false }],
    ["smtp://a:b@localhost:25", { requireTls: false }],
  ])("%s", (text, expected) => {
    expect(parseSmtpAddress(text)).toMatchObject(expected);
  });

  it.each(["http://mail.example.org", "smtp://", "smtp://host/path", "mail.example.org", "smtp://%zz@host"])("%s is none", async (smtp) => {
    await expect(changeMailSettings(runtime, world.portalId, { smtp })).rejects.toMatchObject({ code: "argument-invalid" });
  });

  it("a name that is no address is refused as a sender", async () => {
    await expect(changeMailSettings(runtime, world.portalId, { from: "Kontor" })).rejects.toMatchObject({ code: "argument-invalid" });
  });
});
