// What commands say about a mistake: one sentence on stderr, an exit code that scripts notice, and no stack.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place } from "../support/server-process.ts";
import { expectRefusal, fixture, program } from "./client.ts";

let place: Place;

beforeAll(async () => {
  place = await makePlace("database");
  await (await place.serve()).stop();
});
afterAll(() => place.remove());

// They change nothing, so they may run beside each other.
it.concurrent.each<[readonly string[], RegExp]>([
  [["app", "remove", "99"], /^kontor: There is no application 99\. See: kontor app list$/],
  [["app", "add", "--name", "X", "--handler", "nowhere"], /^kontor: .*nowhere/],
  [["webhook", "remove", "99"], /^kontor: There is no webhook 99\. See: kontor webhook list$/],
  [["user", "add", "--email", "anna@example.org"], /^kontor: User email taken/],
  [["user", "time-zone", "1", "Mars/Olympus"], /^kontor: .*"Mars\/Olympus" is no time zone; an example is Europe\/Berlin$/],
  [["token", "issue", "--app", "Nobody's", "--user", "1"], /^kontor: There is no application "Nobody's"\. See: kontor app list$/],
  [["template", "import", "no-such.bpt"], /^kontor: .*no-such\.bpt/],
  [["template", "import", fixture, "--replace", "99"], /^kontor: Template not found/],
  [["template", "import", fixture, "--type", "invoice"], /argument 'invoice' is invalid\. expected deal, lead, iblock_<number>/],
  [["template", "import", fixture, "--user", "99"], /^kontor: User not found/],
  [["template", "export", "1", "/no/such/folder/1.bpt"], /^kontor: .*\/no\/such\/folder\/1\.bpt/],
  [["template", "constant", "1", "Approvr", "user_1"], /^kontor: .*Approvr.*it has: Approver/],
  [["template", "constant", "1", "Approver", "[user_1"], /value '\[user_1' is invalid .*expected a JSON list of texts$/],
  [["template", "constant", "1", "Approver", "Nonsense"], /^kontor: .*Approver.*"Nonsense" names nobody/],
  [["template", "constant", "1", "Approver", "user_999"], /^kontor: .*Approver.*there is no user 999$/],
  [["global", "set", "constant", "Rate", "--value", "abc", "--type", "int"], /^kontor: .*"abc" is no whole number$/],
  [["global", "set", "constant", "Day", "--value", "soon", "--type", "date"], /^kontor: .*"soon" is no date/],
  [["global", "set", "variable", "On", "--value", "perhaps", "--type", "bool"], /^kontor: .*"perhaps" is neither Y nor N$/],
  [["document", "add", "DEAL", "TITEL=Desk"], /^kontor: .*TITEL, DEAL has no such field; it has TITLE, /],
  [["document", "add", "DEAL", "ID=7"], /^kontor: .*ID, only the server writes this field$/],
  [["document", "add", "DEAL", "OPPORTUNITY=much"], /^kontor: .*OPPORTUNITY, "much" is no number$/],
  [["document", "add", "DEAL", "STAGE_ID=NOWHERE"], /^kontor: .*STAGE_ID, "NOWHERE" is none of its choices: NEW \(New\)/],
  [["document", "show", "DEAL", "999"], /^kontor: There is no deal 999\.$/],
  [["workflow", "restart", "nothing", "--version", "same"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "nope", "--help"], /^error: unknown command 'nope'$/],
  [["workflow", "log", "nothing"], /^kontor: Workflow nothing has no log, or does not exist\.$/],
  [["workflow", "retry", "nothing", "A1"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "restart", "nothing"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "skip", "nothing", "A1"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "skip", "nothing", "A1", "--result", "Score"], /^kontor: --result takes name=value, not Score\.$/],
  [["workflow", "result", "nothing"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "rights", "nothing"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["workflow", "kill", "nothing"], /^kontor: Nothing is known of a workflow nothing\.$/],
  [["template", "show", "no-such"], /^kontor: There is neither a file no-such nor a template of that name/],
  [["template", "import", fixture, "--auto", "9"], /argument '9' is invalid\. expected 0 \(never\), 1 \(on creation\)/],
  [["drive", "put", ".", "--company"], /^kontor: \. is a folder, not a file\.$/],
  [["workflow", "terminate", "nothing"], /^kontor: Workflow nothing is not running\.$/],
  [["user", "deputy", "4", "6"], /^kontor: .*user 6 is dismissed$/],
  [["stage", "add", "DEAL", "C1:FOO", "Foo"], /^kontor: .*C1:FOO is of the pipeline 1: name that with --pipeline 1$/],
  [
    ["template", "import", fixture, "--type", "deal", "--replace", "2"],
    /^kontor: Template 2 is for documents of the type iblock_1, not DEAL\./,
  ],
  [["portal", "show", "--portal", "9"], /^kontor: There is no portal 9\. There are: 1\.$/],
  [["portal", "set", "--time-zone", "Mars/Phobos"], /^kontor: .*"Mars\/Phobos" is no time zone/],
  [["sign-in-link", "--user", "99"], /^kontor: User not found\. .*kontor user list$/],
  [["portal", "set", "--rate-limit", "5"], /^error: .* expected two numbers, such as 2,50, or off$/],
])("%j is refused in a sentence", async (args, sentence) => {
  expectRefusal(await place.kontor(...args), sentence);
});

it("a reader that goes away is no mistake", async () => {
  const env = { ...process.env, ...(place.databaseUrl === null ? {} : { DATABASE_URL: place.databaseUrl }) };
  const args = [program, "user", "list", "--data", place.dataFolder];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
});

it.each(["import", "show"])("template %s tells in a sentence that a file is not a template", async (command) => {
  const file = join(place.dataFolder, "letter.bpt");
  await writeFile(file, "Dear reader,");
  expectRefusal(await place.kontor("template", command, file), /^kontor: .*[Ee]xpected a zlib stream or serialized data/);
});
