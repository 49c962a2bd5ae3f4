// Documents made of forms: names in braces, wherever an editor has put them; archives of all kinds; and the step on a real database.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDocument } from "../../src/operations/add-document.ts";
import { deleteDocument } from "../../src/operations/delete-document.ts";
import { putFile } from "../../src/operations/drive.ts";
import { fillForm, placeholdersOf } from "../../src/operations/forms/docx.ts";
import { BadArchive, readZip, writeZip } from "../../src/operations/forms/zip.ts";
import { startWorkflow } from "../../src/operations/start-workflow.ts";
import { readWorkflowState } from "../../src/store/workflow.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { people, step } from "../support/world.ts";

const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
const paragraph = (...texts: string[]) => `<w:p>${texts.map(run).join("")}</w:p>`;
const picture = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7) % 256));

function form(body: string, others: Readonly<Record<string, string>> = {}): Buffer {
  const texts = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": `<w:document><w:body>${body}</w:body></w:document>`,
    ...others,
  };
  const parts = Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]);
  return writeZip({ ...Object.fromEntries(parts), "word/media/ä.png": picture });
}

function textOf(archive: Buffer, name = "word/document.xml"): string {
  return Buffer.from(readZip(archive)[name] ?? [])
    .toString("utf8")
    .replaceAll("<w:br/>", "\n")
    .replaceAll("</w:p>", "|")
    .replaceAll(/<[^>]+>/g, "");
}

const fill = (body: string, values: Readonly<Record<string, string>>): string =>
  textOf(fillForm(form(body), new Map(Object.entries(values))));

describe("a form", () => {
  it.each([
    ["in one piece", paragraph("Dear {NAME}, hello"), "Dear Eve, hello|"],
    ["in pieces, as editors leave them", paragraph("Dear {NA", "M", "E}", ", hello"), "Dear Eve, hello|"],
    ["several in one paragraph", paragraph("{NAME}{NAM", "E} and {SUM}", "{NAME}"), "EveEve and 5 & <6>Eve|"],
    ["not across paragraphs", paragraph("{NA") + paragraph("ME}"), "{NA|ME}|"],
    ["unknown names stay", paragraph("{OTHER} {NAME}"), "{OTHER} Eve|"],
    ["braces that are no names stay", paragraph("{} {1} { NAME} {NAME"), "{} {1} { NAME} {NAME|"],
  ])("has its names filled in: %s", (_, body, expected) => {
    expect(fill(body, { NAME: "Eve", SUM: "5 & <6>" }).replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">")).toBe(
      expected,
    );
  });

  it("takes lines, and values that look like names, as they are", () => {
    expect(fill(paragraph("{A}"), { A: "one\r\ntwo {B}", B: "no" })).toBe("one\ntwo {B}|");
  });

  it("has names in headers too; everything else is as it was", () => {
    const given = form(paragraph("{A}"), { "word/header1.xml": paragraph("{B}"), "word/styles.xml": "{A}" });
    expect(placeholdersOf(given)).toEqual(["A", "B"]);
    const made = fillForm(
      given,
      new Map([
        ["A", "1"],
        ["B", "2"],
      ]),
    );
    expect([textOf(made), textOf(made, "word/header1.xml"), textOf(made, "word/styles.xml")]).toEqual(["1|", "2|", "{A}"]);
    expect(picture.equals(readZip(made)["word/media/ä.png"] ?? Buffer.alloc(0))).toBe(true);
    expect(Object.keys(readZip(made))).toEqual(Object.keys(readZip(given)));
  });

  it.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["a text", Buffer.from("Dear {NAME}")],
    ["half an archive", form(paragraph("x")).subarray(100)],
    ["another kind of archive", writeZip({ "a.txt": Buffer.from("a") })],
    ["a small archive of a very large part", writeZip({ "word/document.xml": Buffer.alloc(70 * 1024 * 1024) })],
  ])("is none of: %s", (_, content) => {
    expect(() => placeholdersOf(content)).toThrow(BadArchive);
  });

  it("is unpacked to what it says, however much more there is", () => {
    expect(readZip(bomb())["word/document.xml"]).toHaveLength(10);
  });

  // Work that looks at the rest anew would take minutes.
  it("is read before the test's time is up, however odd", () => {
    const odd = form("<w:p><w:t>{a".repeat(200_000) + "<w:t >".repeat(200_000));
    fillForm(odd, new Map([["a", "b"]]));
  });
});

/** Its sizes are told twice: in the directory at the end, and before the part. */
function bomb(): Buffer {
  const archive = writeZip({ "word/document.xml": Buffer.alloc(30 * 1024 * 1024) });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(30 * 1024 * 1024);
  for (let at = archive.indexOf(size); at >= 0; at = archive.indexOf(size)) archive.writeUInt32LE(10, at);
  return archive;
}

describe("the step", () => {
  let world: RestWorld;
  let address: string;
  beforeAll(async () => {
    world = await createRestWorld();
    address = new URL(world.door("admin").url).origin;
  });
  afterAll(() => world.close());

  // biome-ignore lint/suspicious/noExplicitAny: results are whatever the steps left
  async function generate(content: Buffer | null, properties: object = {}): Promise<{ deal: number; results: any }> {
    const { runtime, portalId } = world;
    const kind = { kind: "crm", code: "DEAL" } as const;
    const fields = { TITLE: "Desk & chair", OPPORTUNITY: "1500", ASSIGNED_BY_ID: people.manager };
    const deal = await addDocument(runtime, { portalId, userId: people.admin, kind, fields });
    const to = { storage: "common", owner: 0, folder: null } as const;
    const id = content === null ? 999_999 : await putFile(runtime, portalId, { name: "Offer.docx", content, to, userId: people.admin });
    const templateId = await world.template([
      step("CrmGenerateEntityDocumentActivity", { TemplateId: id, ...properties }, [], "Doc"),
      step("DiskUploadActivity", { EntityType: "user", EntityId: "user_3", SourceFile: "{=Doc:DocumentDocx}" }, [], "Up"),
      step("ReviewActivity", { Users: ["user_5"] }),
    ]);
    const documentId = ["crm", "CCrmDocumentDeal", `DEAL_${deal}`];
    const workflow = await startWorkflow(runtime, runtime.database, {
      portalId,
      templateId,
      documentId,
      parameters: {},
      userId: 1,
      changed: null,
    });
    return { deal, results: (await readWorkflowState(runtime.database, portalId, workflow))?.results };
  }

  const bytesBehind = async (url: string) => Buffer.from(await (await fetch(url.replace("http://127.0.0.1:8080", address))).arrayBuffer());

  it("fills in the document's fields and its own values; the address opens it, and the drive takes it in the same run", async () => {
    const given = form(paragraph("{TITLE}, {ASSIGNED_BY_ID}, {Total}, {NOTHING}."));
    const { deal, results } = await generate(given, { Values: { Total: "{=Document:OPPORTUNITY} EUR", Unused: "x" } });
    const said = "Desk &amp; chair, Manager Test [3], 1500.00 EUR, .|";
    expect(textOf(await bytesBehind(results.Doc.DocumentUrl))).toBe(said);
    expect(results.Doc).toMatchObject({ DocumentId: results.Doc.DocumentDocx, DocumentNumber: String(results.Doc.DocumentDocx) });
    expect(textOf(await bytesBehind(results.Up.DownloadUrl[0]))).toBe(said);
    await deleteDocument(world.runtime, {
      portalId: world.portalId,
      userId: people.admin,
      kind: { kind: "crm", code: "DEAL" },
      key: { number: deal },
    });
    // With the deal its document goes; what is on the drive stays.
    expect((await bytesBehind(results.Doc.DocumentUrl)).toString()).toContain("There is no such file");
    expect(textOf(await bytesBehind(results.Up.DownloadUrl[0]))).toBe(said);
  });

  it.each([
    [null, 'TemplateId "999999" names no file of the drive.'],
    [Buffer.from("no archive"), /^"Offer.*\.docx" is no form: it is no archive, or a damaged one\.$/],
  ])("says why nothing was made", async (content, reason) => {
    const { results } = await generate(content);
    expect(results.Doc).toEqual({ ErrorMessage: typeof reason === "string" ? reason : expect.stringMatching(reason) });
  });
});
