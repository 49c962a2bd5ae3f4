// kontor template import of a file of a feed process, which may hold several templates.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { fromPlain, type Plain, serialize } from "@kontor/bpt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place } from "../support/server-process.ts";
import { step } from "./client.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace("embedded");
  await (await place.serve()).stop();
}, 120_000);
afterAll(() => place.remove());

const php = (value: Plain): Uint8Array => serialize(fromPlain(value));
const root = step("SequentialWorkflowActivity", "Template", { Title: "Leave" }, []);
const pack = php({ VERSION: 2, TEMPLATE: [root], PARAMETERS: [], VARIABLES: [], CONSTANTS: [], DOCUMENT_FIELDS: [] });
const about = (name: string, auto: string): Uint8Array => php({ ID: "5", AUTO_EXECUTE: auto, NAME: name, DESCRIPTION: "" });
const record = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(String(bytes.length).padStart(10, "0")), bytes]);

async function fileOf(name: string, data: Uint8Array): Promise<string> {
  const folder = join(place.dataFolder, "..");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), data);
  return join(folder, name);
}

it("each template is added under its name and with its start; what is broken is refused", async () => {
  const records = [php({ NAME: "Leave" }), about("Ask for leave", "1"), pack, about("", "0"), pack].map(record);
  const file = await fileOf("leave.prc", Buffer.concat([Buffer.from("compressed"), deflateSync(Buffer.concat(records))]));
  const { stdout } = await place.kontor("template", "import", file, "--type", "deal");
  expect(stdout).toMatch(/^Imported "Ask for leave" as template \d+\nImported "leave" as template \d+\n$/);
  const list = await place.kontor("template", "list", "--json");
  expect(JSON.parse(list.stdout).slice(-2)).toMatchObject([
    { name: "Ask for leave", autoExecute: 1 },
    { name: "leave", autoExecute: 0 },
  ]);
  const replaced = await place.kontor("template", "import", file, "--replace", "1");
  expect(replaced).toMatchObject({ code: 1, stderr: expect.stringContaining("holds 2 templates. Import them as new ones.") });
  const broken = await place.kontor("template", "import", await fileOf("broken.prc", Buffer.from("compressed?")));
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining("broken.prc: Expected a whole zlib stream") });
}, 120_000);
