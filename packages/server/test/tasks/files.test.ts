import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileLink, parseFileToken } from "../../src/apps/file-link.ts";
import { openLink } from "../../src/operations/files.ts";
import { findPortal, insertPortal } from "../../src/store/portal.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { step } from "../support/world.ts";
import { answered, started, tasksOf } from "./support.ts";

let world: RestWorld;
let address: string;
beforeAll(async () => {
  world = await createRestWorld();
  address = new URL(world.door("admin").url).origin;
});
afterAll(() => world.close());

const file = { Name: "f", Title: "Contract", Type: "file" };
const ask = (field: object) => step("RequestInformationActivity", { Title: "Ask", Users: ["user_2"], RequestedInformation: [field] });
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Two requests one after the other: the second shows what the first got as its default. */
async function shown(given: unknown, field: object = {}): Promise<{ workflow: string; task: string; default: unknown }> {
  const variables = { VARIABLES: { f: { ...file, ...field } } };
  const steps = [
    ask({ ...file, ...field }),
    ask({ ...file, ...field, Default: "{=Variable:f}" }),
    step("ReviewActivity", { Users: ["user_5"] }),
  ];
  const workflow = await started(world, steps, variables);
  const [first] = await tasksOf(world, workflow);
  expect(await answered(world, "employee", first?.ID ?? "", { STATUS: "ok", FIELDS: { f: given } })).toBe(true);
  const [second] = await tasksOf(world, workflow, "admin", { STATUS: 0 });
  return { workflow, task: second?.ID ?? "", default: second?.PARAMETERS.Fields[0].Default };
}

function fetched(link: unknown): Promise<Response> {
  return fetch(String(link).replace(/^http:\/\/127\.0\.0\.1:8080/, address));
}

async function counts(): Promise<{ files: number; contents: number }> {
  const [row] = await world.test.database.sql<{ files: number; contents: number }>`
    select (select count(*) from file) as files, (select count(*) from file_content) as contents`;
  return row ?? { files: -1, contents: -1 };
}

describe("a file that was given", () => {
  it("is shown as a link, behind which it is as it was", async () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
    const { default: link } = await shown(["Vertrag ü.pdf", bytes.toString("base64")]);
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/rest\/download\.json\?token=[\d.a-f]+$/);
    const reply = await fetched(link);
    expect(reply.status).toBe(200);
    expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true);
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename*=UTF-8''Vertrag%20%C3%BC.pdf`);
    expect(reply.headers.get("content-type")).toBe("application/octet-stream");
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("content-security-policy")).toContain("sandbox");
  });

  it("is no part of the workflow's state", async () => {
    const text = "a content that could be found";
    const { workflow } = await shown(["a.txt", base64(text)]);
    const [row] = await world.test.database.sql<{ state: string }>`select state::text from workflow where id = ${workflow}`;
    expect(row?.state).not.toContain(base64(text));
    expect(row?.state).toMatch(/"f": \d+/);
  });

  it("stays the same file where its link is sent back", async () => {
    const { workflow, task, default: link } = await shown(["a.txt", base64("once")]);
    const before = await counts();
    expect(await answered(world, "employee", task, { STATUS: "ok", FIELDS: { f: link } })).toBe(true);
    expect(await counts()).toEqual(before);
    const [row] = await world.test.database.sql<{ state: { variables: { f: number } } }>`select state from workflow where id = ${workflow}`;
    expect(row?.state.variables.f).toEqual(expect.any(Number));
  });

  it("is kept once, however often it is given", async () => {
    const before = await counts();
    await shown(
      [
        ["a.txt", base64("the same")],
        ["b.txt", base64("the same")],
      ],
      { Multiple: "Y" },
    );
    const after = await counts();
    expect([after.files - before.files, after.contents - before.contents]).toEqual([2, 1]);
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\x\\a.doc", "a.doc"],
    ['a"b\r\nSet-Cookie: x.txt', "abSet-Cookie x.txt"],
    ["", "file"],
    ["x".repeat(300), "x".repeat(255)],
  ])("with the name %j is called %j", async (given, name) => {
    const { default: link } = await shown([given, base64("x")]);
    const reply = await fetched(link);
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  });

  it("of two requests that are answered at once is kept once", async () => {
    const content = base64("in a race");
    const before = await counts();
    await Promise.all([1, 2, 3, 4].map((number) => shown([`${number}.txt`, content])));
    const after = await counts();
    expect([after.files - before.files, after.contents - before.contents]).toEqual([4, 1]);
  });
});

describe("a file that the field does not hold is not to be had by its number", () => {
  it("neither as a number nor as a link that somebody made up", async () => {
    const { default: link } = await shown(["secret.txt", base64("secret")]);
    const id = parseFileToken(new URL(String(link)).searchParams.get("token") ?? "")?.fileId ?? 0;
    const workflow = await started(world, [ask(file)]);
    const [task] = await tasksOf(world, workflow);
    const forged = String(link).replace(/[0-9a-f]$/, (last) => (last === "0" ? "1" : "0"));
    for (const f of [id, String(id), [id], forged])
      expect(await answered(world, "employee", task?.ID ?? "", { STATUS: "ok", FIELDS: { f } })).toBe(
        'The field "Contract" takes a file: its name and its content in base64',
      );
  });

  it("but one that it holds already may be kept by its number", async () => {
    const { task, default: link } = await shown(["mine.txt", base64("mine")]);
    const id = parseFileToken(new URL(String(link)).searchParams.get("token") ?? "")?.fileId ?? 0;
    expect(await answered(world, "employee", task, { STATUS: "ok", FIELDS: { f: id } })).toBe(true);
  });
});

describe("a link", () => {
  const day = 24 * 3_600_000;

  it("opens for a day", async () => {
    const { default: link } = await shown(["a.txt", base64("x")]);
    const token = new URL(String(link)).searchParams.get("token") ?? "";
    expect(await openLink(world.runtime, token, Date.now() + day - 60_000)).toMatchObject({ name: "a.txt" });
    expect(await openLink(world.runtime, token, Date.now() + day + 60_000)).toBeNull();
  });

  it("of another portal opens nothing, whatever it names", async () => {
    const { default: link } = await shown(["a.txt", base64("x")]);
    const token = new URL(String(link)).searchParams.get("token") ?? "";
    const { database } = world.runtime;
    const key = Buffer.alloc(32, 7);
    const other = await insertPortal(database, {
      ...{ memberId: "f".repeat(32), name: "Other", timeZone: "UTC", publicUrl: "http://127.0.0.1:8081", key, privateHandlers: false },
    });
    const fileId = parseFileToken(token)?.fileId ?? 0;
    const own = await findPortal(database, world.portalId);
    const tokenOf = (made: string) => new URL(made).searchParams.get("token") ?? "";
    const made = [
      fileLink({ key, publicUrl: "http://a.b" }, world.portalId, fileId, Date.now()),
      fileLink({ key, publicUrl: "http://a.b" }, other, fileId, Date.now()),
      fileLink({ key: own?.key ?? key, publicUrl: "http://a.b" }, world.portalId, 987_654, Date.now()),
      fileLink({ key: own?.key ?? key, publicUrl: "http://a.b" }, 987_654, fileId, Date.now()),
    ];
    for (const one of made) expect(await openLink(world.runtime, tokenOf(one), Date.now())).toBeNull();
  });

  it.each(["", "x", "1.1.1", `1.1.99999999999999.${"0".repeat(64)}`, "1.1.1.1&token=2"])(
    "with the token %j is answered with 404",
    async (token) => {
      const reply = await fetch(`${address}/rest/download.json?token=${token}`);
      expect(reply.status).toBe(404);
      expect(await reply.text()).toBe("There is no such file, or the link has expired.");
    },
  );
});
