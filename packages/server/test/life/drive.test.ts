// kontor drive, beside a running server; and a file that it serves.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { expectRefusal, importSteps, logTexts, startOnDeal, step } from "./client.ts";

let place: Place;
let server: ServerProcess;
beforeAll(async () => {
  place = await makePlace("database");
  server = await place.serve();
});
afterAll(() => place.remove());

interface Made {
  readonly id: number;
}

it("puts, lists, shows, gets and removes files; a workflow finds them, and their address opens them", async () => {
  const folder = await temporaryFolder("life");
  const file = (name: string) => join(folder, name);
  writeFileSync(file("plan.txt"), "old plan");
  const { id } = await place.json<Made>("drive", "put", file("plan.txt"), "--company");
  writeFileSync(file("plan.txt"), "the new plan");
  expect(await place.json("drive", "put", file("plan.txt"), "--over", String(id), "--user", "2")).toEqual({ id });
  expect(await place.json("drive", "list", "--company")).toMatchObject([{ id, name: "plan.txt", size: 12, versions: 2, isFolder: false }]);
  expect(await place.json("drive", "list")).toMatchObject([{ storage: "common", objects: 1, bytes: 20 }]);
  const { versions } = await place.json<{ readonly versions: readonly Made[] }>("drive", "show", String(id));
  await place.json("drive", "get", String(id), "--to", file("got.txt"));
  await place.json("drive", "get", String(id), "--to", file("old.txt"), "--version-id", String(versions[1]?.id));
  expect([readFileSync(file("got.txt"), "utf8"), readFileSync(file("old.txt"), "utf8")]).toEqual(["the new plan", "old plan"]);

  const steps = [step("DiskDetailActivity", "Detail", { SourceId: id }), step("LogActivity", "Say", { Text: "{=Detail:DownloadUrl}" })];
  const templateId = await importSteps(place, "drive", steps);
  const [said = ""] = (await logTexts(place, await startOnDeal(server.facts.demo.webhookUrl, templateId))).filter((text) =>
    text.includes("/rest/download.json"),
  );
  expect(await (await fetch(said)).text()).toBe("the new plan");

  await place.json("drive", "remove", String(id));
  expect(await place.json("drive", "list")).toEqual([]);
  expect((await fetch(said)).status).toBe(404);
});

it("refuses a place that is not there, or none", async () => {
  const file = join(await temporaryFolder("life"), "a.txt");
  writeFileSync(file, "a");
  expectRefusal(await place.kontor("drive", "put", file), /Name the place/);
  expectRefusal(await place.kontor("drive", "put", file, "--folder", "999"), /nothing 999 on the drive/);
  expectRefusal(await place.kontor("drive", "put", file, "--person", "999"), /User not found/);
  expectRefusal(await place.kontor("drive", "list", "--company", "--person", "1"), /Name one place/);
});
