// Files on their way through a workflow, over real HTTP: given at the start, in fields of documents and in answers of applications; read in
// expressions, and fetched through the addresses that those give.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpCalls } from "../../src/jobs/http-call.ts";
import { createJobWorker } from "../../src/jobs/registry.ts";
import { addList } from "../../src/operations/add-list.ts";
import { openShortLink } from "../../src/operations/files.ts";
import { addOwnField } from "../../src/operations/own-fields.ts";
import { noHooks } from "../../src/queue/hooks.ts";
import { freshFileIds, insertFile } from "../../src/store/file.ts";
import { type Handler, startHandler } from "../support/handler.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { until } from "../support/server-process.ts";
import { people, step } from "../support/world.ts";

let world: RestWorld;
let handler: Handler;
let address: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  world = await createRestWorld();
  handler = await startHandler();
  address = new URL(world.door("admin").url).origin;
  const calls = httpCalls();
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined };
  const worker = createJobWorker({ runtime: world.runtime, calls, hooks: noHooks, log, pollMs: 20 });
  worker.start();
  stop = async () => {
    await worker.stop();
    await calls.close();
  };
  for (const [id, multiple] of [
    ["UF_CRM_SCAN", false],
    ["UF_CRM_PAPERS", true],
  ] as const) {
    const field = { type: "DEAL", id, name: id, fieldType: "file", multiple, required: false, options: null, default: null };
    await addOwnField(world.runtime, world.portalId, field);
  }
});
afterAll(async () => {
  await stop();
  await handler.close();
  await world.close();
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const watch = step("ReviewActivity", { Users: ["user_5"] });

function fetched(url: string): Promise<Response> {
  return fetch(url.replace(/^http:\/\/127\.0\.0\.1:8080/, address));
}

async function textBehind(url: string): Promise<string> {
  const reply = await fetched(url);
  expect(reply.status, url).toBe(200);
  return reply.text();
}

async function file(name: string, content: string): Promise<number> {
  const [id = 0] = await freshFileIds(world.runtime.database, 1);
  const made = { id, name, content: Buffer.from(content) };
  await world.runtime.database.transaction((tx) => insertFile(tx, world.portalId, made, { createdBy: people.director }));
  return id;
}

async function deal(fields: object = {}): Promise<number> {
  return (await world.call("admin", "crm.deal.add", { fields: { TITLE: "Desk", ...fields } })).body.result;
}

const parameters = {
  PARAMETERS: {
    f: { Name: "File", Type: "file" },
    many: { Name: "Files", Type: "file", Multiple: "Y" },
    word: { Name: "Word", Type: "string" },
  },
};

async function run(steps: readonly object[], PARAMETERS: object, on?: number) {
  const TEMPLATE_ID = await world.template([...steps, watch], parameters);
  const DOCUMENT_ID = ["crm", "CCrmDocumentDeal", `DEAL_${on ?? (await deal())}`];
  const { status, body } = await world.call("admin", "bizproc.workflow.start", { TEMPLATE_ID, DOCUMENT_ID, PARAMETERS });
  return { status, id: String(body.result), text: String(body.error_description ?? "") };
}

async function report(id: string): Promise<string[]> {
  const rows = await world.test.database.sql<{ text: string }>`
    select text from workflow_log where workflow_id = ${id} and type = 6 order by at, seq`;
  return rows.map(({ text }) => text);
}

const say = (text: string) => step("LogActivity", { Text: text });
const says = async (text: string, given: object, on?: number): Promise<string> =>
  (await report((await run([say(text)], given, on)).id))[0] ?? "";

describe("a file given at the start", () => {
  it.each([
    ["a name and its content", ["a.txt", base64("hello")]],
    ["fileData", { fileData: ["a.txt", base64("hello")] }],
    ["name and content by their names", { name: "a.txt", content: base64("hello") }],
  ])("as %s has a name and addresses that open it", async (_, f) => {
    const said = await says("{=Template:f > name}|{=Template:f > publink}|{=Template:f > shortlink}|{=Template:f > src}|{=Template:f}", {
      f,
    });
    const [name, publink = "", shortlink = "", src = "", number] = said.split("|");
    expect([name, number]).toEqual(["a.txt", expect.stringMatching(/^\d+$/)]);
    expect(publink).toMatch(/^http:\/\/127\.0\.0\.1:8080\/rest\/download\.json\?token=/);
    expect(shortlink).toMatch(/^http:\/\/127\.0\.0\.1:8080\/f\/[\w-]{30,50}$/);
    expect(src.startsWith("/")).toBe(true);
    for (const url of [publink, shortlink, address + src]) expect(await textBehind(url)).toBe("hello");
  });

  it("prints as a link in texts", async () => {
    const said = await says("{=Template:f > printable}", { f: ["a.txt", base64("hello")] });
    const [, url = "", name] = /^\[url=(.+)\](.+)\[\/url\]$/.exec(said) ?? [];
    expect([name, await textBehind(url)]).toEqual(["a.txt", "hello"]);
  });

  it("may be several, some of which are there already", async () => {
    const known = await file("known.txt", "known");
    const many = [["a.txt", base64("first")], { fileData: ["b.txt", base64("second")] }, known];
    expect(await says("{=Template:many > name}", { many })).toBe("a.txt, b.txt, known.txt");
    const urls = (await says("{=Template:many > publink}", { many })).split(", ");
    expect(await Promise.all(urls.map(textBehind))).toEqual(["first", "second", "known"]);
  });

  it("belongs to the workflow, whose death takes it along with its addresses", async () => {
    const { id } = await run([say("{=Template:f > publink}")], { f: ["a.txt", base64("mortal")] });
    const [url = ""] = await report(id);
    expect(await textBehind(url)).toBe("mortal");
    await world.call("admin", "bizproc.workflow.kill", { ID: id });
    expect((await fetched(url)).status).toBe(404);
  });

  it.each([
    [{ f: "no file" }, "it takes a file"],
    [{ f: ["big.bin", Buffer.alloc(10 * 1024 * 1024 + 1).toString("base64")] }, "at most 10 MB"],
    [{ many: Array.from({ length: 51 }, (_, index) => [`${index}.txt`, base64("x")]) }, "at most 50 files"],
  ])("is refused where it is none, or too much: nothing is started or stored", async (given, reason) => {
    const before = await world.test.database.sql`select count(*) from file union all select count(*) from workflow`;
    const { status, text } = await run([], given);
    expect([status, text]).toEqual([400, expect.stringContaining(reason)]);
    expect(await world.test.database.sql`select count(*) from file union all select count(*) from workflow`).toEqual(before);
  });

  it("goes into a field of the document, which then shows it", async () => {
    const on = await deal();
    await run([step("SetFieldActivity", { FieldValue: { UF_CRM_SCAN: "{=Template:f}" } })], { f: ["scan.txt", base64("scanned")] }, on);
    const { body } = await world.call("admin", "crm.deal.get", { id: on });
    expect(await textBehind(body.result.UF_CRM_SCAN.downloadUrl)).toBe("scanned");
  });

  it("of a type that is no file stays what it is", async () => {
    expect(await says("{=Template:word > publink}|{=Template:word}", { word: "17" })).toBe("17|17");
  });
});

describe("short links", () => {
  it("end, and cannot be made up", async () => {
    const url = await says("{=Template:f > shortlink}", { f: ["a.txt", base64("short")] });
    const token = url.split("/").at(-1) ?? "";
    const day = 24 * 3_600_000;
    expect(await openShortLink(world.runtime, token, Date.now() + 29 * day)).toMatchObject({ name: "a.txt" });
    expect(await openShortLink(world.runtime, token, Date.now() + 31 * day)).toBeNull();
    const parts = token.split("-");
    const other = [parts[0], (Number.parseInt(parts[1] ?? "", 36) - 1).toString(36), ...parts.slice(2)].join("-");
    const forged = token.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (const wrong of [other, forged, "", "1-1-1-x"]) expect((await fetched(`${address}/f/${wrong}`)).status).toBe(404);
  });
});

describe("files of documents", () => {
  it("are taken, shown as links, kept, added to and cleared", async () => {
    const fileData = (name: string) => ({ fileData: [name, base64(`content of ${name}`)] });
    const id = await deal({ UF_CRM_SCAN: fileData("scan.txt"), UF_CRM_PAPERS: [fileData("a.txt"), fileData("b.txt")] });
    const shown = async () => (await world.call("admin", "crm.deal.get", { id })).body.result;
    const first = await shown();
    expect(first.UF_CRM_SCAN).toEqual({ id: expect.any(Number), showUrl: expect.any(String), downloadUrl: expect.any(String) });
    expect(await textBehind(first.UF_CRM_SCAN.downloadUrl)).toBe("content of scan.txt");
    expect(first.UF_CRM_PAPERS).toHaveLength(2);
    const listed = await world.call("admin", "crm.deal.list", { filter: { ID: id }, select: ["ID", "UF_CRM_SCAN"] });
    expect(listed.body.result[0].UF_CRM_SCAN.id).toBe(first.UF_CRM_SCAN.id);
    const kept = first.UF_CRM_PAPERS[1].id;
    await world.call("admin", "crm.deal.update", { id, fields: { UF_CRM_PAPERS: [kept, fileData("c.txt")], UF_CRM_SCAN: "" } });
    const second = await shown();
    expect(second.UF_CRM_SCAN).toBeFalsy();
    const texts = second.UF_CRM_PAPERS.map(({ downloadUrl }: { downloadUrl: string }) => textBehind(downloadUrl));
    expect(await Promise.all(texts)).toEqual(["content of b.txt", "content of c.txt"]);
    expect(await says("{=Document:UF_CRM_PAPERS > name}", {}, id)).toBe("b.txt, c.txt");
    const urls = (await says("{=Document:UF_CRM_PAPERS > publink}", {}, id)).split(", ");
    expect(await Promise.all(urls.map(textBehind))).toEqual(["content of b.txt", "content of c.txt"]);
    await world.call("admin", "crm.deal.delete", { id });
    const left = await world.test.database
      .sql`select from file where name in ('scan.txt', 'a.txt', 'b.txt', 'c.txt') and document_id = ${id}`;
    expect(left).toEqual([]);
  });

  it("are not to be had by their numbers", async () => {
    const secret = await file("secret.txt", "secret");
    const id = await deal({ UF_CRM_SCAN: secret, UF_CRM_PAPERS: [secret, { id: secret }] });
    await world.call("employee", "crm.deal.update", { id, fields: { UF_CRM_SCAN: String(secret) } });
    const { body } = await world.call("admin", "crm.deal.get", { id });
    expect([body.result.UF_CRM_SCAN, body.result.UF_CRM_PAPERS]).toEqual([null, []]);
  });

  it("of elements of lists stay unless they are named to go", async () => {
    const properties = [{ code: "PAPERS", name: "Papers", type: "file", multiple: true }];
    const number = await addList(world.runtime, {
      portalId: world.portalId,
      name: "L",
      code: "l",
      blockType: "lists",
      properties,
    });
    const here = { IBLOCK_TYPE_ID: "lists", IBLOCK_ID: number };
    const papers = (...names: string[]) => names.map((name) => [name, base64(name)]);
    const added = await world.call("admin", "lists.element.add", {
      ...here,
      ELEMENT_CODE: "e",
      FIELDS: { NAME: "E", PROPERTY_1: papers("a", "b") },
    });
    const element = { ...here, ELEMENT_ID: added.body.result };
    const held = async (): Promise<Record<string, string>> =>
      (await world.call("admin", "lists.element.get", element)).body.result[0].PROPERTY_1;
    const [a, b] = Object.values(await held());
    await world.call("admin", "lists.element.update", { ...element, FIELDS: { NAME: "E" } });
    expect(Object.values(await held())).toEqual([a, b]);
    await world.call("admin", "lists.element.update", { ...element, FIELDS: { NAME: "E", PROPERTY_1: papers("c") } });
    const all = await held();
    expect(Object.values(all)).toEqual([a, b, expect.any(String)]);
    const [, second = ""] = Object.keys(all);
    await world.call("admin", "lists.element.update", { ...element, FIELDS: { NAME: "E", PROPERTY_1_DEL: { [second]: "Y" } } });
    expect(Object.values(await held())).toEqual([a, Object.values(all)[2]]);
    const wrong = await world.call("admin", "lists.element.update", { ...element, FIELDS: { NAME: "E", PROPERTY_1: "no file" } });
    expect([wrong.status, wrong.body.error]).toEqual([400, "ERROR_ELEMENT_FIELD_VALUE"]);
  });
});

describe("an application", () => {
  const typeOf = (code: string) => `rest_${createHash("md5").update(`${world.clientId}@${code}`).digest("hex")}`;
  const properties = {
    doc: { Name: "Document", Type: "file" },
    docs: { Name: "Documents", Type: "file", Multiple: "Y" },
    n: { Name: "N", Type: "int" },
  };
  const returned = { signed: { Name: "Signed", Type: "file" }, all: { Name: "All", Type: "file", Multiple: "Y" } };

  async function robot(code: string): Promise<object> {
    const registered = {
      CODE: code,
      NAME: code,
      HANDLER: `${handler.url}/${code}`,
      USE_SUBSCRIPTION: "Y",
      PROPERTIES: properties,
      RETURN_PROPERTIES: returned,
    };
    expect((await world.call("application", "bizproc.robot.add", registered)).body.result).toBe(true);
    return step(typeOf(code), { doc: "{=Template:f}", docs: "{=Template:many}", n: 17 }, [], "Robot");
  }

  it("gets addresses of files, and nothing else becomes one", async () => {
    const robotStep = await robot("reads");
    await run([robotStep], {
      f: ["a.txt", base64("one")],
      many: [
        ["b.txt", base64("two")],
        ["c.txt", base64("three")],
      ],
    });
    const { tree } = await handler.called("/reads");
    expect(await textBehind(tree.properties.doc)).toBe("one");
    expect(await Promise.all(Object.values<string>(tree.properties.docs).map(textBehind))).toEqual(["two", "three"]);
    expect(tree.properties.n).toBe("17");
  });

  it("returns files, which later steps send on", async () => {
    const robotStep = await robot("signs");
    const { id } = await run([robotStep, say("{=Robot:signed > name}|{=Robot:signed > publink}|{=Robot:all > name}")], {});
    const { tree } = await handler.called("/signs");
    const RETURN_VALUES = {
      signed: ["signed.txt", base64("signed")],
      ALL: [
        ["x.txt", base64("x")],
        ["y.txt", base64("y")],
      ],
    };
    const answer = await world.call("application", "bizproc.event.send", { EVENT_TOKEN: tree.event_token, RETURN_VALUES });
    expect(answer.body.result).toBe(true);
    const [name, url = "", all] = ((await report(id))[0] ?? "").split("|");
    expect([name, await textBehind(url), all]).toEqual(["signed.txt", "signed", "x.txt, y.txt"]);
  });

  it("returns a file that it was given by the address of that file", async () => {
    const robotStep = await robot("echoes");
    const { id } = await run([robotStep, say("{=Template:f}|{=Robot:signed}|{=Robot:signed > name}")], { f: ["a.txt", base64("one")] });
    const { tree } = await handler.called("/echoes");
    const RETURN_VALUES = { signed: tree.properties.doc };
    await world.call("application", "bizproc.event.send", { EVENT_TOKEN: tree.event_token, RETURN_VALUES });
    const [given, back, name] = ((await report(id))[0] ?? "").split("|");
    expect([back, name]).toEqual([given, "a.txt"]);
  });

  it("cannot have a file that it names by its number", async () => {
    const secret = await file("secret.txt", "secret");
    const robotStep = await robot("guesses");
    const { id } = await run([robotStep, say("<{=Robot:signed > publink}><{=Robot:all > name}>")], {});
    const { tree } = await handler.called("/guesses");
    await world.call("application", "bizproc.event.send", {
      EVENT_TOKEN: tree.event_token,
      RETURN_VALUES: { signed: secret, all: [String(secret)] },
    });
    await until("the step has been answered", async () => (await report(id)).length > 0);
    expect(await report(id)).toEqual(["<><>"]);
  });
});
