// kontor template lint: files by themselves, without any portal; stored templates with what their portal knows.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromPlain, type Plain, writeBpt } from "@kontor/bpt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../support/server-process.ts";
import { expectRefusal, fixture, importSteps, result, step } from "./client.ts";

interface Linted {
  readonly file: string | null;
  readonly id: number | null;
  readonly name: string;
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly activity: string }[];
}

async function linted(place: Place, ...what: readonly string[]): Promise<{ code: number | null; results: Linted[] }> {
  const { code, stdout, stderr } = await place.kontor("template", "lint", ...what, "--json");
  expect(stderr).toBe("");
  return { code, results: JSON.parse(stdout) as Linted[] };
}

function inShort({ findings }: Linted | undefined = { file: null, id: null, name: "", findings: [] }): string[] {
  return findings.map(({ severity, rule, activity }) => `${severity} ${rule} ${activity}`.trim());
}

describe("files, without a portal", () => {
  let nowhere: Place;
  beforeAll(async () => {
    nowhere = await makePlace("embedded");
  });
  afterAll(() => nowhere.remove());

  async function file(name: string, steps: Plain[], fields: Plain = []): Promise<string> {
    const path = join(nowhere.dataFolder, "..", name);
    const root = step("SequentialWorkflowActivity", "Template", { Title: name }, steps);
    await mkdir(join(nowhere.dataFolder, ".."), { recursive: true });
    await writeFile(
      path,
      writeBpt(fromPlain({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: fields })),
    );
    return path;
  }

  it("says where each finding is and what to do, and ends with 1 where one is an error", async () => {
    const block = step("EmptyBlockActivity", "B1", { Title: "First part" }, [
      step("LogActivity", "L1", { Title: "Report", Text: "{=Variable:Sum}" }),
    ]);
    const bad = await file("bad.bpt", [block]);
    const { code, stdout, stderr } = await nowhere.kontor("template", "lint", fixture, bad);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      `${fixture}: nothing found`,
      "",
      bad,
      "  error    First part > Report",
      '           There is no variable "Sum": {=Variable:Sum} is always empty. Declare it, or name another.  [unknown-name]',
      "",
      "2 templates: 1 error, 0 warnings, 0 notes",
      "A file is checked by itself. Whether the portal has its fields, people, applications and global values is checked once it is imported: kontor template lint <number>",
      "",
    ]);
    expect(code).toBe(1);
  });

  it("ends with 0 where there is nothing, or nothing worse than a warning", async () => {
    expect(await linted(nowhere, fixture)).toMatchObject({
      code: 0,
      results: [{ file: fixture, id: null, name: "bp-379.bpt", findings: [] }],
    });
    const text = step("LogActivity", "L1", { Text: "{=Document:GONE}" });
    const { code, results } = await linted(nowhere, await file("fields.bpt", [text], { TITLE: { Name: "Title", Type: "string" } }));
    expect(results.map(inShort)).toEqual([["warning unknown-field L1"]]);
    expect(code).toBe(0);
    // Without a list of fields in the file nobody knows them.
    expect((await linted(nowhere, await file("none.bpt", [text]))).results.map(inShort)).toEqual([[]]);
  });

  it("refuses what is no template, and to check nothing", async () => {
    const junk = join(nowhere.dataFolder, "../junk.bpt");
    await writeFile(junk, "no template");
    expectRefusal(await nowhere.kontor("template", "lint", junk), /^kontor: .*junk\.bpt is not a template: Expected a zlib stream/);
    expectRefusal(await nowhere.kontor("template", "lint"), /^kontor: Name \.bpt files or numbers of templates, or say --all\.$/);
    expectRefusal(await nowhere.kontor("template", "lint", "1"), /^kontor: There is no portal in /);
    expect(existsSync(nowhere.dataFolder)).toBe(false);
  });
});

describe("stored templates, with what the portal knows", () => {
  let place: Place;
  let clientId: string;
  beforeAll(async () => {
    place = await makePlace("database");
    const server = await place.serve();
    ({ clientId } = server.facts.demo);
    const { accessToken: auth } = await place.json<{ accessToken: string }>("token", "issue", "--app", clientId, "--user", "1");
    const handler = `${server.facts.address}/nowhere`;
    await result(server.facts.restUrl, "bizproc.robot.add", {
      auth,
      CODE: "here",
      NAME: "Here",
      HANDLER: handler,
      RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
    });
    await server.stop();
  });
  afterAll(() => place.remove());

  const typeOf = (code: string) => `rest_${createHash("md5").update(`${clientId}@${code}`).digest("hex")}`;

  it("finds people, applications, results, fields and templates that are not there", async () => {
    const id = await importSteps(place, "wrong", [
      step("ReviewActivity", "R1", { Users: ["user_77"] }),
      step(typeOf("gone"), "Gone", {}),
      step(typeOf("here"), "Here", {}),
      step("LogActivity", "L1", { Text: "{=Here:score} {=Here:points} {=Document:TITLE} {=Document:NO_SUCH} {=Document:UF_CRM_OWN}" }),
      step("StartWorkflowActivity", "S1", { TemplateId: "999" }),
    ]);
    const { code, results } = await linted(place, String(id));
    expect(results.map(inShort)).toEqual([
      [
        "error no-assignees R1",
        "error dead-application Gone",
        "error unknown-result L1",
        "warning unknown-field L1",
        "error child-template S1",
      ],
    ]);
    expect(code).toBe(1);
  });

  it("finds templates that start each other, and finds nothing in the demo's", async () => {
    const first = await importSteps(place, "first", [step("LogActivity", "L1", { Text: "x" })]);
    const second = await importSteps(place, "second", [step("StartWorkflowActivity", "S1", { TemplateId: String(first) })]);
    const file = join(place.dataFolder, "../back.bpt");
    const back = await importSteps(place, "back", [step("StartWorkflowActivity", "S1", { TemplateId: String(second) })]);
    await place.json("template", "export", String(back), file);
    await place.json("template", "import", file, "--replace", String(first));

    const { results } = await linted(place, "--all");
    const findingsOf = (id: number) => inShort(results.find((one) => one.id === id));
    expect([first, second, back].map(findingsOf)).toEqual([["warning start-circle"], ["warning start-circle"], []]);
    expect(results.slice(0, 2)).toMatchObject([
      { file: null, id: 1, name: "Deal approval", findings: [] },
      { file: null, id: 2, name: "Expense approval", findings: [] },
    ]);
  });

  it("checks the constants' present values, and refuses a template that is not there", async () => {
    expect((await linted(place, "1")).results.map(inShort)).toEqual([[]]);
    await place.json("template", "constant", "1", "Approver", "user_6");
    expect(await linted(place, "1")).toMatchObject({ code: 1, results: [{ findings: [{ rule: "no-assignees", severity: "error" }] }] });
    expectRefusal(await place.kontor("template", "lint", "98765"), /^kontor: Template not found: 98765/);
  });
});
