// The drive on a real database: what steps put there, copy, move, read and remove; and who gets at it over HTTP.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { createSignInLink } from "../../src/operations/create-sign-in-link.ts";
import {
  type DriveObject,
  driveStorages,
  getFile,
  listFolder,
  putFile,
  removeFromDrive,
  showDriveObject,
} from "../../src/operations/drive.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { freshFileIds, insertFile } from "../../src/store/file.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { browser, type TestServer, testServer } from "../auth/server.ts";
import { createWorld, people, step, type World } from "../support/world.ts";

let world: World;
let server: TestServer;
let deal: number;
const company = { storage: "common", owner: 0, folder: null } as const;
world = await createWorld();
server = await testServer(world.runtime);
beforeAll(async () => {
  const kind = { kind: "crm", code: "DEAL" } as const;
  deal = await addDocument(world.runtime, { portalId: world.portalId, userId: people.admin, kind, fields: { TITLE: "Desk" } });
});
afterAll(() => world.close());

async function file(name: string, content: string): Promise<number> {
  const [id = 0] = await freshFileIds(world.runtime.database, 1);
  const made = { id, name, content: Buffer.from(content) };
  await world.runtime.database.transaction((tx) => insertFile(tx, world.portalId, made, { createdBy: people.employee }));
  return id;
}

// biome-ignore lint/suspicious/noExplicitAny: results are whatever the steps left
type Results = Record<string, any>;

/** Runs the steps, named A, B …; @returns their results, and what stands in the log as errors */
async function run(
  ...steps: (readonly [type: string, properties: object])[]
): Promise<{ results: Results; errors: readonly string[]; id: string }> {
  const { portalId, runtime } = world;
  const nodes = steps.map(([type, properties], index) => step(type, properties, [], String.fromCharCode(65 + index)));
  const templateId = await world.template([...nodes, step("ReviewActivity", { Users: ["user_5"] })]);
  const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
  const id = await startWorkflow(runtime, runtime.database, {
    portalId,
    templateId,
    documentId,
    parameters: {},
    userId: people.admin,
    changed: null,
  });
  const state = await readWorkflowState(runtime.database, portalId, id);
  const log = await runtime.database.sql<{ text: string }>`
    select text from workflow_log where workflow_id = ${id} and type = 9 order by at, seq`;
  return { results: (state?.results ?? {}) as Results, errors: log.map(({ text }) => text), id };
}

const list = (place: Parameters<typeof listFolder>[2]): Promise<DriveObject[]> => listFolder(world.runtime, world.portalId, place);
const names = async (place: Parameters<typeof listFolder>[2]): Promise<string[]> => (await list(place)).map(({ name }) => name);
const content = async (id: number, version: number | null = null): Promise<string> =>
  (await getFile(world.runtime, world.portalId, id, version)).content.toString();

function fetched(url: string): Promise<Response> {
  return fetch(url.replace(/^http:\/\/127\.0\.0\.1:8080/, server.url));
}

describe("uploading", () => {
  it("puts files of the workflow on the drive; the addresses of the results open them", async () => {
    const [a, b] = [await file("a.txt", "first"), await file("b.txt", "second")];
    const { results, errors } = await run([
      "DiskUploadActivity",
      { EntityType: "user", EntityId: ["user_2"], SourceFile: [a, b], CreatedBy: ["user_3"] },
    ]);
    expect(errors).toEqual([]);
    const { ObjectId, DownloadUrl, DetailUrl } = results["A"];
    expect(ObjectId).toEqual([expect.any(Number), expect.any(Number)]);
    const texts = await Promise.all(DownloadUrl.map(async (url: string) => (await fetched(url)).text()));
    expect(texts).toEqual(["first", "second"]);
    expect(DetailUrl).toEqual(ObjectId.map((id: number) => `http://127.0.0.1:8080/drive/${id}`));
    const lying = await list({ storage: "user", owner: 2, folder: null });
    expect(lying.map(({ name, size, createdBy }) => [name, size, createdBy])).toEqual([
      ["a.txt", 5, 3],
      ["b.txt", 6, 3],
    ]);
  });

  it("keeps the file when the one that it was made of is gone, and the content once", async () => {
    const source = await file("kept.txt", "kept content");
    const { results } = await run(["DiskUploadActivity", { EntityType: "common", EntityId: "shared_files_s1", SourceFile: source }]);
    const rows = await world.runtime.database.sql`select from file_content where content = ${Buffer.from("kept content")}`;
    expect(rows).toHaveLength(1);
    await world.runtime.database.sql`delete from file where id = ${source}`;
    expect(await content(results["A"].ObjectId[0])).toBe("kept content");
  });

  it("gives a second file of the same name another one, in the same run too", async () => {
    const source = await file("Twice.TXT", "x");
    const { results } = await run(
      ["DiskAddFolderActivity", { EntityType: "common", EntityId: "x", FolderName: "Twice" }],
      ["DiskUploadActivity", { EntityType: "folder", EntityId: "{=A:ObjectId}", SourceFile: source }],
      ["DiskUploadActivity", { EntityType: "folder", EntityId: "{=A:ObjectId}", SourceFile: source }],
    );
    const folder = results["A"].ObjectId;
    expect(await names({ ...company, folder })).toEqual(["Twice (1).TXT", "Twice.TXT"]);
    const again = await run(
      ["DiskUploadActivity", { EntityType: "folder", EntityId: folder, SourceFile: source }],
      ["DiskDetailActivity", { SourceId: "{=A:ObjectId}" }],
    );
    expect(again.results["B"].Name).toEqual(["Twice (2).TXT"]);
  });

  it.each([
    [{ EntityType: "folder", EntityId: "999999" }, /no place on the drive that EntityType "folder"/],
    [{ EntityType: "sg", EntityId: "999999" }, /no place on the drive/],
    [{ EntityType: "user", EntityId: "user_999" }, /no place on the drive/],
    [{ EntityType: "", EntityId: "" }, /no place on the drive/],
    [{ EntityType: "common", EntityId: "1", SourceFile: "999999" }, /no file 999999/],
  ])("says in the log why nothing was put there: %j", async (properties, reason) => {
    const before = await driveStorages(world.runtime, world.portalId);
    const { errors, results } = await run(["DiskUploadActivity", { SourceFile: "1", ...properties }]);
    expect(errors[0]).toMatch(reason);
    expect(results["A"]?.ObjectId ?? []).toEqual([]);
    expect(await driveStorages(world.runtime, world.portalId)).toEqual(before);
  });
});

describe("folders, copies and moves", () => {
  it("makes a folder, uploads into it in the same run, reads, copies, moves and removes", async () => {
    const source = await file("offer.txt", "offer");
    const { results, errors } = await run(
      ["DiskAddFolderActivity", { EntityType: "user", EntityId: "user_4", FolderName: "Deal {=Document:ID}" }],
      ["DiskUploadActivity", { EntityType: "folder", EntityId: "{=A:ObjectId}", SourceFile: source }],
      ["DiskCopyMoveActivity", { EntityType: "common", EntityId: "1", SourceId: "{=A:ObjectId}", Operation: "copy", Operator: "user_3" }],
      ["DiskCopyMoveActivity", { EntityType: "user", EntityId: "user_4", SourceId: "{=B:ObjectId}", Operation: "move" }],
      ["DiskDetailActivity", { SourceId: ["{=B:ObjectId}", "{=A:ObjectId}", "999999"] }],
    );
    expect(errors).toEqual([expect.stringMatching(/nothing on the drive that "?999999"? names/)]);
    const [copied] = results["C"].ObjectId;
    const copy = await showDriveObject(world.runtime, world.portalId, copied);
    expect(copy.object).toMatchObject({ name: `Deal ${deal}`, isFolder: true, createdBy: 3, count: 1, size: 5 });
    const [inside] = await list({ ...company, folder: copied });
    expect([inside?.name, await content(inside?.id ?? 0)]).toEqual(["offer.txt", "offer"]);
    // Moved: it is the same thing at another place.
    expect(results["D"].ObjectId).toEqual(results["B"].ObjectId);
    expect(await names({ storage: "user", owner: 4, folder: null })).toEqual([`Deal ${deal}`, "offer.txt"]);
    expect(results["E"]).toMatchObject({
      ObjectId: [...results["B"].ObjectId, results["A"].ObjectId],
      Type: ["FILE", "FOLDER"],
      Name: ["offer.txt", `Deal ${deal}`],
      SizeBytes: [5, expect.any(Number)],
      SizeFormatted: ["5 B", expect.any(String)],
      DownloadUrl: [expect.stringContaining("/rest/download.json?token="), ""],
    });
    await run(["DiskRemoveActivity", { SourceId: [copied, ...results["B"].ObjectId], DeletedBy: "user_1" }]);
    expect(await names({ storage: "user", owner: 4, folder: null })).toEqual([`Deal ${deal}`]);
    expect(await world.runtime.database.sql`select from drive_object where id = ${inside?.id ?? 0}`).toEqual([]);
    expect((await fetched(results["B"].DownloadUrl[0])).status).toBe(404);
  });

  it("does not put a folder into itself, nor into what lies in it", async () => {
    const { results } = await run(
      ["DiskAddFolderActivity", { EntityType: "common", EntityId: "1", FolderName: "Outer" }],
      ["DiskAddFolderActivity", { EntityType: "folder", EntityId: "{=A:ObjectId}", FolderName: "Inner" }],
    );
    const [outer, inner] = [results["A"].ObjectId, results["B"].ObjectId];
    for (const [target, Operation] of [
      [outer, "move"],
      [inner, "move"],
      [inner, "copy"],
    ]) {
      const { errors } = await run(["DiskCopyMoveActivity", { EntityType: "folder", EntityId: target, SourceId: outer, Operation }]);
      expect(errors).toEqual(['The folder "Outer" cannot be put into itself.']);
    }
    expect((await showDriveObject(world.runtime, world.portalId, inner)).above.map(({ name }) => name)).toEqual(["Outer"]);
  });

  it("moves a folder with all that is in it to another storage", async () => {
    const source = await file("deep.txt", "deep");
    const { results } = await run(
      ["DiskAddFolderActivity", { EntityType: "common", EntityId: "1", FolderName: "Case" }],
      ["DiskUploadActivity", { EntityType: "folder", EntityId: "{=A:ObjectId}", SourceFile: source }],
      ["DiskCopyMoveActivity", { EntityType: "user", EntityId: "user_5", SourceId: "{=A:ObjectId}", Operation: "move" }],
    );
    const { object, above } = await showDriveObject(world.runtime, world.portalId, results["B"].ObjectId[0]);
    expect([object.storage, object.owner, above.map(({ name }) => name)]).toEqual(["user", 5, ["Case"]]);
  });
});

describe("versions", () => {
  it("adds one: people get the newest, the older one is still there", async () => {
    const [first, second] = [await file("plan.txt", "one"), await file("other name.txt", "two!")];
    const { results } = await run(
      ["DiskUploadActivity", { EntityType: "common", EntityId: "1", SourceFile: first }],
      ["DiskUploadVersionActivity", { SourceId: "{=A:ObjectId}", SourceFile: second, CreatedBy: "user_2" }],
      ["DiskDetailActivity", { SourceId: "{=A:ObjectId}" }],
    );
    const [id] = results["A"].ObjectId;
    const { object, versions } = await showDriveObject(world.runtime, world.portalId, id);
    expect([object.name, versions.map(({ size, createdBy }) => [size, createdBy])]).toEqual([
      "plan.txt",
      [
        [4, 2],
        [3, null],
      ],
    ]);
    expect(results["B"].ObjectId).toEqual([versions[0]?.id]);
    expect(results["C"].SizeBytes).toEqual([4]);
    expect([await content(id), await content(id, versions[1]?.id ?? 0)]).toEqual(["two!", "one"]);
    const opened = await Promise.all(
      [results["A"], results["B"], results["C"]].map(async ({ DownloadUrl }) => (await fetched(DownloadUrl[0])).text()),
    );
    expect(opened).toEqual(["one", "two!", "two!"]);
  });

  it("refuses a folder", async () => {
    const { errors } = await run(
      ["DiskAddFolderActivity", { EntityType: "common", EntityId: "1", FolderName: "No versions" }],
      ["DiskUploadVersionActivity", { SourceId: "{=A:ObjectId}", SourceFile: await file("x", "x") }],
    );
    expect(errors).toEqual(['"No versions" is a folder, and folders have no versions.']);
  });
});

it("of two workflows that make the same folder at once, each has its own", async () => {
  const make = () => run(["DiskAddFolderActivity", { EntityType: "common", EntityId: "1", FolderName: "Race" }]);
  await Promise.all([make(), make(), make(), make()]);
  const made = (await names(company)).filter((name) => name.startsWith("Race"));
  expect(made.sort()).toEqual(["Race", "Race (1)", "Race (2)", "Race (3)"]);
});

describe("the page of a file or a folder", () => {
  async function openedBy(userId: number, id: number) {
    const { url } = await createSignInLink(world.runtime, world.portalId, userId);
    const visitor = browser(server);
    await visitor.submit(await visitor.open(new URL(url).pathname + new URL(url).search));
    return visitor.open(`/drive/${id}`);
  }

  it("is for those who may see it, and leads to the file", async () => {
    const name = "<b>mine</b>.txt";
    const to = { storage: "user", owner: people.employee, folder: null } as const;
    const id = await putFile(world.runtime, world.portalId, {
      name: "mine.txt",
      content: Buffer.from("mine"),
      to,
      userId: people.employee,
    });
    await world.runtime.database.sql`update drive_object set name = ${name} where id = ${id}`;
    expect((await openedBy(people.manager, id)).status).toBe(404);
    expect((await openedBy(people.admin, id)).status).toBe(200);
    const page = await openedBy(people.employee, id);
    expect(page.text).toContain("&lt;b&gt;mine&lt;/b&gt;.txt");
    const [, path = ""] = /href="(\/rest\/download[^"]+)"/.exec(page.text) ?? [];
    expect(await (await fetch(server.url + path.replaceAll("&amp;", "&"))).text()).toBe("mine");
  });

  it("leads whoever is not signed in to signing in, and back", async () => {
    const seen = await browser(server).open("/drive/5");
    expect([seen.status, seen.location]).toEqual([303, "/sign-in?return=%2Fdrive%2F5"]);
  });

  it("of a work group is for its members", async () => {
    const { results } = await run(
      ["CreateWorkGroup", { GroupName: "Project", OwnerId: ["user_3"], Users: ["user_2"] }],
      ["DiskAddFolderActivity", { EntityType: "sg", EntityId: "{=A:GroupId}", FolderName: "Papers" }],
    );
    const id = results["B"].ObjectId;
    const seen = await Promise.all([people.employee, people.manager, people.accountant, people.admin].map((user) => openedBy(user, id)));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 404, 200]);
  });
});

it("administrators put files there, list them and remove them", async () => {
  const put = (name: string, to: Parameters<typeof putFile>[2]["to"], text: string) =>
    putFile(world.runtime, world.portalId, { name, content: Buffer.from(text), to, userId: people.admin });
  const place = { storage: "user", owner: people.director, folder: null } as const;
  const id = await put("../x.txt", place, "1");
  expect(await put("ignored.txt", id, "22")).toBe(id);
  expect((await list(place)).map(({ name, size, versions }) => [name, size, versions])).toContainEqual(["x.txt", 2, 2]);
  const stored = await world.runtime.database.sql`
    select from file f where not exists (select from drive_version v where v.file_id = f.id) and name in ('x.txt', 'ignored.txt')`;
  expect(stored).toEqual([]);
  await removeFromDrive(world.runtime, world.portalId, id);
  await expect(removeFromDrive(world.runtime, world.portalId, id)).rejects.toMatchObject({ code: "argument-invalid" });
  await expect(put("x", { ...place, owner: 999 }, "x")).rejects.toMatchObject({ code: "user-not-found" });
});
