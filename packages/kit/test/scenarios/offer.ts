// An offer is made of a form that lies on the drive.
import { expect } from "vitest";
import { writeZip } from "../../../server/src/operations/forms/zip.ts";
import { step, type TestEnv } from "../../src/testing/index.ts";
import { define, note, type Scenario } from "./build.ts";

const text = "<w:document><w:body><w:p><w:r><w:t>Offer for {TITLE}: {Sum}</w:t></w:r></w:p></w:body></w:document>";
const form = writeZip({ "[Content_Types].xml": Buffer.from("<Types/>"), "word/document.xml": Buffer.from(text) });

/** A person puts the form on the drive; a global variable says where it lies. */
async function putForm(env: TestEnv): Promise<void> {
  await env.global("Form", "");
  const RequestedInformation = [{ Name: "Form", Title: "Form", Type: "file", Required: "Y" }];
  const TEMPLATE = [
    step("RequestInformationActivity", { Name: "The form", Users: ["author"], RequestedInformation }),
    step("DiskUploadActivity", { EntityType: "common", SourceFile: "{=Variable:Form}" }, [], "Uploaded"),
    step("SetGlobalVariableActivity", { GlobalVariableValue: { "{=GlobalVar:Form}": "{=Uploaded:ObjectId}" } }),
  ];
  const run = await env.start({ TEMPLATE, VARIABLES: define({ Form: "file" }) });
  await run.task("The form").complete("employee", { fields: { Form: ["offer.docx", form.toString("base64")] } });
}

export const offer: Scenario = {
  name: "Offer of a form",
  async make(env) {
    await putForm(env);
    const fill = { Title: "Offer", TemplateId: "{=GlobalVar:Form}", Values: { Sum: "{=Document:OPPORTUNITY}" } };
    return { source: [step("CrmGenerateEntityDocumentActivity", fill, [], "Offer"), note("{=Offer:DocumentNumber}", "Number")] };
  },
  branches: 0,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source, { document: { TITLE: "Ann" } });
    expect(run).toMatchObject({ status: "completed", problems: [] });
    expect(Number(run.log[0])).toBeGreaterThan(0);
  },
};
