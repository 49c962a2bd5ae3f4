// Templates of applications, in every form in which clients send them, and what is none.
import { readFileSync } from "node:fs";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { fromPlain, samePackage, serialize, writeBpt } from "@kontor/bpt";
import { expect } from "vitest";
import { addTemplate } from "../../packages/server/src/operations/add-template.ts";
import { exportTemplate } from "../../packages/server/src/operations/export-template.ts";
import { insertPortal } from "../../packages/server/src/store/portal.ts";
import { insertPortalUser } from "../../packages/server/src/store/portal-user.ts";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { dealType, packed, step } from "../../packages/server/test/support/world.ts";
import type { Encoding, Params } from "./encodings.ts";
import { newDeal } from "./preparations.ts";
import type { Case } from "./replay.ts";

export const invalid = "ERROR_TEMPLATE_VALIDATION_FAILURE";

const posts: readonly Encoding[] = ["POST JSON", "POST form", "POST multipart"];
const json: readonly Encoding[] = ["POST JSON"];

/** The documentation's own file. */
export const documented = new Uint8Array(readFileSync(new URL("../../packages/bpt/fixtures/bp-379.bpt", import.meta.url)));

/** A template that waits for the accountant, whose name it says. */
export function waiting(name = "Wait"): Uint8Array {
  return packed([step("ReviewActivity", { Title: "Wait", Name: name, Users: ["user_5"] }, [], "Wait")]);
}

export function base64(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString("base64");
}

export function goodTemplate(fields: Params = {}): Params {
  return { DOCUMENT_TYPE: dealType, NAME: "Approval", TEMPLATE_DATA: ["a.bpt", base64(waiting())], ...fields };
}

/** Number of a template that an application has added. */
export async function addedTemplate(world: RestWorld, fields: Params = {}, as: Who = "application"): Promise<number> {
  const { body } = await world.call(as, "bizproc.workflow.template.add", goodTemplate(fields));
  if (!Number.isInteger(body.result)) throw new Error(`not added: ${JSON.stringify(body)}`);
  return body.result;
}

/** Number of a template of another portal. */
export async function strangersTemplate(world: RestWorld): Promise<number> {
  const { database } = world.test;
  const key = Buffer.alloc(32);
  const memberId = Math.random().toString(16).padEnd(34, "0").slice(2, 34);
  const portal = { memberId, name: "Other", timeZone: "UTC", publicUrl: "http://127.0.0.1:8081", key, privateHandlers: true };
  const portalId = await insertPortal(database, portal);
  const person = { login: "stranger", email: "stranger@example.org", name: "Stranger", lastName: "", workPosition: "", isAdmin: true };
  const userId = await insertPortalUser(database, portalId, person);
  const [name, description, data] = ["Other", "", waiting()];
  return addTemplate(world.runtime, {
    portalId,
    userId,
    applicationId: null,
    documentType: dealType,
    name,
    description,
    autoExecute: 0,
    data,
  });
}

/** What is kept of a template; undefined: it is gone. */
export async function keptTemplate(world: RestWorld, id: unknown): Promise<Record<string, unknown> | undefined> {
  const rows = await world.test.database.sql<Record<string, unknown>>`
    select module, entity, document_type, name, description, auto_execute, application_id, system_code, is_modified, user_id, modified_at,
           constant_values
    from template where id = ${Number(id)}`;
  return rows[0];
}

/** What is given back of a template is what was sent of it. */
export async function expectPackage(world: RestWorld, id: unknown, sent: Uint8Array): Promise<void> {
  expect(samePackage(sent, await exportTemplate(world.runtime, world.portalId, Number(id)))).toEqual({ same: true });
}

/** How many workflows of the template a new deal starts, and how many its change. */
export async function automaticStarts(world: RestWorld, id: unknown): Promise<{ readonly created: number; readonly changed: number }> {
  const count = async () => (await world.call("admin", "bizproc.workflow.instances", { filter: { TEMPLATE_ID: id } })).body.total;
  const before = await count();
  const [, , deal] = await newDeal(world);
  const created = (await count()) - before;
  await world.call("admin", "crm.deal.update", { id: deal.replace("DEAL_", ""), fields: { TITLE: "Chair" } });
  return { created, changed: (await count()) - before - created };
}

/** So that deals start what a case is about and nothing else. */
export async function stopAutomaticStarts(world: RestWorld): Promise<void> {
  await world.test.database.sql`update template set auto_execute = 0`;
}

const lines = (text: string) => text.replace(/(.{76})/g, "$1\r\n");

/** A file, and the value in which it is sent. */
export const dataForms: readonly (readonly [line: string, file: Uint8Array, form: (file: Uint8Array) => unknown, only?: Case["only"]])[] = [
  ["a list of its name and base64", documented, (file) => ["bp-379.bpt", base64(file)]],
  ["a map of its name and base64", documented, (file) => ({ 0: "bp-379.bpt", 1: base64(file) })],
  ["an empty name", documented, (file) => ["", base64(file)]],
  ["a name of another kind", documented, (file) => ["../../../etc/x.txt", base64(file)]],
  ["base64 alone", documented, base64],
  ["base64 alone in lines of 76 characters, as the PHP SDK sends it", documented, (file) => lines(base64(file))],
  ["a list of its name and base64 in lines", documented, (file) => ["bp-379.bpt", lines(base64(file))]],
  ["base64 alone in a list", documented, (file) => [base64(file)]],
  ["base64 without padding", serialized({ VERSION: 2 }), (file) => base64(file).replace(/=+$/, "")],
  ["fileData", documented, (file) => ({ fileData: ["bp-379.bpt", base64(file)] })],
  ["fileData of base64 alone", documented, (file) => ({ fileData: base64(file) })],
  ["name and content", documented, (file) => ({ name: "bp-379.bpt", content: base64(file) })],
  ["content alone", documented, (file) => ({ content: base64(file) })],
  ["an upload", documented, (file) => new File([Buffer.from(file)], "bp-379.bpt"), ["POST multipart"]],
  ["an upload with a type", waiting(), (file) => new File([Buffer.from(file)], "Ä.bpt", { type: "image/png" }), ["POST multipart"]],
  ["zlib of another level", new Uint8Array(deflateSync(serialized({ VERSION: 2 }), { level: 1 })), (file) => ["a.bpt", base64(file)]],
  ["zlib that only stores", new Uint8Array(deflateSync(serialized({ VERSION: 2 }), { level: 0 })), (file) => ["a.bpt", base64(file)]],
  ["not compressed", serialized({ VERSION: 2 }), (file) => ["a.bpt", base64(file)]],
  ["no VERSION, as in very old files", writeBpt(fromPlain({ TEMPLATE: [root()] })), (file) => ["a.bpt", base64(file)]],
  ["parts that nobody here knows", serialized({ VERSION: 2, UNHEARD: { a: [1, 2.5, null, true] } }), (file) => ["a.bpt", base64(file)]],
  ["a step that nobody here knows", packed([step("NobodyKnowsActivity", { Odd: ["Ä", 1] })]), (file) => ["a.bpt", base64(file)]],
  ["a text that is no UTF-8", withBytes("\xc0\xc1"), (file) => ["a.bpt", base64(file)]],
  ["parts of 5 MB", large(5_000_000), (file) => ["a.bpt", base64(file)], posts],
];

/** A root with these members in place of the usual ones. */
function root(members: object = {}) {
  return { Type: "SequentialWorkflowActivity", Name: "Template", Activated: "Y", Properties: { Title: "Test" }, Children: [], ...members };
}

/** A package that is not compressed. */
function serialized(members: object): Uint8Array {
  return serialize(fromPlain({ ...members, TEMPLATE: [root()] } as never));
}

function withBytes(text: string): Uint8Array {
  const whole = Buffer.from(serialized({ NOTE: "##" })).toString("latin1");
  return new Uint8Array(deflateSync(Buffer.from(whole.replace("##", text), "latin1"), { level: 9 }));
}

/** Of so many different letters that it does not pack well. */
function large(bytes: number): Uint8Array {
  return writeBpt(fromPlain({ TEMPLATE: [root()], NOTE: Array.from({ length: bytes / 20 }, (_, at) => `note ${at * 7919}`).join(" ") }));
}

const pair = (bytes: Uint8Array | string) => ["a.bpt", base64(bytes)];
const zlib = (text: string) => pair(deflateSync(Buffer.from(text, "latin1")));
const tree = (members: object) => pair(serialize(fromPlain(members as never)));
/** The package with something in place of the value of its VERSION. */
const holding = (value: string) =>
  zlib(
    Buffer.from(serialized({ VERSION: 2 }))
      .toString("latin1")
      .replace('s:7:"VERSION";i:2;', `s:7:"VERSION";${value}`),
  );

/** What is not a file, or not of a template. */
export const wrongData: readonly (readonly [line: string, value: unknown, only?: Case["only"]])[] = [
  ["an empty text", ""],
  ["an empty list", [], json],
  ["a number", 5],
  ["yes", true],
  ["a text that is no base64", "not a file!"],
  ["base64 of other letters", base64(documented).replaceAll("+", "-").replaceAll("/", "_")],
  ["a data address", `data:application/octet-stream;base64,${base64(documented)}`],
  ["the bytes themselves as text", Buffer.from(waiting()).toString("latin1").replaceAll("\0", "")],
  ["a name without a file", ["a.bpt", ""]],
  ["a name alone", ["a.bpt"]],
  ["the file before its name", [base64(documented), "a.bpt"]],
  ["a list of three", ["a.bpt", base64(documented), "x"]],
  ["a file in a list in the list", ["a.bpt", [base64(documented)]]],
  [
    "several files",
    [
      ["a.bpt", base64(documented)],
      ["b.bpt", base64(documented)],
    ],
  ],
  ["a map of other members", { id: 7, fileContent: base64(documented), url: "https://app.example.com/a.bpt" }],
  ["a file of the drive", "n123"],
  ["an address", "https://app.example.com/a.bpt"],
  ["fileData without a file", { fileData: ["a.bpt"] }],
  ["an empty upload", new File([], "a.bpt"), ["POST multipart"]],
  ["an upload that is none", new File(["hello"], "a.bpt"), ["POST multipart"]],

  ["plain text", pair("hello")],
  ["gzip", pair(gzipSync(serialized({ VERSION: 2 })))],
  ["zlib without its header", pair(deflateRawSync(serialized({ VERSION: 2 })))],
  ["a ZIP file", pair("PK\x03\x04 and so on")],
  ["JSON", pair('{"TEMPLATE":[]}')],
  ["packed JSON, as of robots", zlib('{"ROBOTS":[],"TEMPLATE":[]}')],
  ["an export of a process in the news feed", pair(Buffer.concat([Buffer.from("compressed"), Buffer.from(waiting())]))],
  ["the beginning of a file", pair(waiting().slice(0, -20))],
  ["a file with a wrong byte", pair(waiting().map((byte, at) => (at === 30 ? byte ^ 0xff : byte)))],
  ["a file with a wrong checksum", pair(waiting().map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte)))],
  ["something behind the file", pair(Buffer.concat([Buffer.from(waiting()), Buffer.from("x")]))],

  ["serialized: a text", zlib('s:8:"TEMPLATE";')],
  ["serialized: null", zlib("N;")],
  ["serialized: no TEMPLATE", tree({ VERSION: 2 })],
  ["serialized: TEMPLATE is a text", tree({ TEMPLATE: "x" })],
  ["serialized: TEMPLATE is empty", tree({ TEMPLATE: [] })],
  ["serialized: two roots", tree({ TEMPLATE: [root(), root({ Name: "Other" })] })],
  ["serialized: a root that is a text", tree({ TEMPLATE: ["SequentialWorkflowActivity"] })],
  ["serialized: a root without Type", tree({ TEMPLATE: [root({ Type: "" })] })],
  ["serialized: a step without Name", tree({ TEMPLATE: [root({ Children: [{ Type: "LogActivity" }] })] })],
  ["serialized: a step that is a text", tree({ TEMPLATE: [root({ Children: ["LogActivity"] })] })],
  ["serialized: two steps of one name", tree({ TEMPLATE: [root({ Children: [root()] })] })],
  ["serialized: cut off", zlib('a:1:{s:8:"TEMPLATE";a:1:{')],
  ["serialized: something behind it", zlib(`${Buffer.from(serialized({})).toString("latin1")}N;`)],
  ["serialized: a wrong length", holding('s:3:"ab";')],
  ["serialized: a length without end", holding(`s:${"9".repeat(30)}:"";`)],
  ["serialized: a negative count", holding("a:-1:{}")],
  ["serialized: a key twice", holding("a:2:{i:0;N;i:0;N;}")],
  ["serialized: a number that is none", holding("i:0x10;")],
  ["an object", holding('O:8:"stdClass":0:{}')],
  ["an object of its own format", holding('C:11:"ArrayObject":0:{}')],
  ["an object in place of the package", zlib('O:8:"TEMPLATE":1:{s:8:"TEMPLATE";a:0:{}}')],
  ["an enum case", holding('E:7:"Suit:H";')],
  ["a reference", holding("R:1;")],
  ["a reference to an object", holding("r:1;")],
  ["an escaped text", holding('S:2:"\\41b";')],
  ["a bomb: 17 MB of one letter in 17 KB", holding(`s:17000000:"${"x".repeat(17_000_000)}";`), posts],
  ["a bomb: a list said to have 2,000,000,000 entries", holding("a:2000000000:{i:0;N;}")],
  ["a bomb: 600,000 values", holding(`a:600000:{${Array.from({ length: 600_000 }, (_, at) => `i:${at};N;`).join("")}}`), posts],
  ["a bomb: 100,000 lists in each other", holding(`${"a:1:{i:0;".repeat(100_000)}N;${"}".repeat(100_000)}`), posts],
  ["lists in each other, 300 deep", holding(`${"a:1:{i:0;".repeat(300)}N;${"}".repeat(300)}`)],
];

/** Of AUTO_EXECUTE: what is kept, and whether a new deal and a changed one start the template. */
export const automatic: readonly (readonly [
  given: unknown,
  kept: number,
  starts: { readonly created: number; readonly changed: number },
])[] = [
  [0, 0, { created: 0, changed: 0 }],
  [1, 1, { created: 1, changed: 0 }],
  [2, 2, { created: 0, changed: 1 }],
  [3, 3, { created: 1, changed: 1 }],
  ["0", 0, { created: 0, changed: 0 }],
  ["3", 3, { created: 1, changed: 1 }],
];

export const wrongAutomatic: readonly (readonly [value: unknown, only?: Case["only"]])[] = [
  [4],
  [-1],
  [7],
  ["often"],
  ["1.5"],
  [1.5],
  [""],
  ["Y"],
  [[1]],
  [4294967297],
  ["99999999999999999999"],
  [true, json],
];

/** Of NAME: what is kept. */
export const names: readonly (readonly [line: string, given: unknown, kept: string])[] = [
  ["other letters and signs", "Прüfung € <b>&amp; 🙂 'x' \"y\"", "Прüfung € <b>&amp; 🙂 'x' \"y\""],
  ["a number", 5, "5"],
  ["255 letters", "ä".repeat(255), "ä".repeat(255)],
  ["what is beyond 255 letters is cut off", "ä".repeat(256), "ä".repeat(255)],
  ["letters of two parts are counted and cut as one", "🙂".repeat(256), "🙂".repeat(255)],
];

export const wrongNames: readonly (readonly [line: string, value: unknown])[] = [
  ["empty", ""],
  ["of blanks", " \t "],
  ["a list", ["Approval"]],
  ["texts by language", { en: "Approval" }],
];

/** Of templates that there are not. */
export const wrongIds: readonly (readonly [line: string, id: unknown, only?: Case["only"]])[] = [
  ["0", 0],
  ["that nobody has", 987_654],
  ["negative", -1],
  ["empty", ""],
  ["null", null, json],
  ["a word", "Approval"],
  ["a number and letters", "1abc"],
  ["a part of a number", 1.5],
  ["beyond all numbers", "99999999999999999999"],
  ["the largest number", Number.MAX_SAFE_INTEGER],
  ["a list", [1]],
  ["SQL", "1 or 1=1"],
];
