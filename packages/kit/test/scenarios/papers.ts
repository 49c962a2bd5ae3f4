// Papers come from a person and go onto the drive: folders, versions, copies, and what is no longer needed.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { branch, define, ifElse, note, onVariable, otherwise, type Scenario } from "./build.ts";

const ask = step("RequestInformationActivity", {
  Title: "Papers",
  Name: "Papers of {=Document:TITLE}",
  Users: ["author"],
  RequestedInformation: [{ Name: "Paper", Title: "Paper", Type: "file" }],
});
const upload = step("DiskUploadActivity", { Title: "Upload", EntityType: "common", SourceFile: "{=Variable:Paper}" }, [], "Uploaded");
const folder = step("DiskAddFolderActivity", { Title: "Folder", EntityType: "common", FolderName: "{=Document:TITLE}" }, [], "Folder");
const inFolder = { EntityType: "folder", EntityId: "{=Folder:ObjectId}" };
const source = { SourceId: "{=Uploaded:ObjectId}" };

export const papers: Scenario = {
  name: "Papers on the drive",
  make: async () => ({
    source: {
      TEMPLATE: [
        ask,
        ifElse(
          "Papers",
          branch("none", onVariable("Paper", "empty", ""), note("no papers")),
          otherwise(
            upload,
            step("DiskUploadVersionActivity", { Title: "Version", ...source, SourceFile: "{=Variable:Paper}" }),
            folder,
            step("DiskCopyMoveActivity", { Title: "Copy", ...source, ...inFolder, Operation: "copy" }, [], "Copied"),
            step("DiskDetailActivity", { Title: "Read", SourceId: "{=Copied:ObjectId}" }, [], "Read"),
            note("{=Read:Type} {=Read:Name}", "What it is"),
            step("DiskRemoveActivity", { Title: "Remove", ...source }),
          ),
        ),
      ],
      VARIABLES: define({ Paper: "file" }),
    },
  }),
  branches: 2,
  ends: 1,
  async check(env, template) {
    const run = await env.start(template, { document: { TITLE: "Rent" } });
    await run.task("Papers").complete("employee", { fields: { Paper: ["rent.txt", "aGVsbG8="] } });
    expect(run).toMatchObject({ status: "completed", problems: [] });
    expect(run.log).toContain("FILE rent.txt");
  },
};
