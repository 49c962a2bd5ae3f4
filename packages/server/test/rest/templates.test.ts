import { readFileSync } from "node:fs";
import { samePackage } from "@kontor/bpt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTemplate } from "../../src/operations/export-template.ts";
import { setTemplateConstant } from "../../src/operations/set-constant.ts";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";
import { dealType, packed, step } from "../support/world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const documented = readFileSync(new URL("../../../bpt/fixtures/bp-379.bpt", import.meta.url));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const good = () => ({ DOCUMENT_TYPE: dealType, NAME: "Approval", TEMPLATE_DATA: ["a.bpt", base64(documented)] });
const add = async (fields: object = {}) =>
  Number((await world.call("application", "bizproc.workflow.template.add", { ...good(), ...fields })).body.result);
const error = (code: string, text: string) => ({ error: code, error_description: text });

describe("bizproc.workflow.template.add", () => {
  it("imports the documentation's own file, in every form in which clients send files", async () => {
    const wrapped = base64(documented).replace(/(.{76})/g, "$1\r\n");
    for (const data of [["a.bpt", base64(documented)], [base64(documented)], wrapped, { fileData: ["a.bpt", wrapped] }]) {
      const id = await add({ TEMPLATE_DATA: data });
      expect(samePackage(documented, await exportTemplate(world.runtime, world.portalId, id))).toEqual({ same: true });
    }
  });

  it.each([
    [{ DOCUMENT_TYPE: ["crm", "CCrmDocumentDeal"] }, "Incorrect field DOCUMENT_TYPE!"],
    [{ DOCUMENT_TYPE: "DEAL" }, "Incorrect field DOCUMENT_TYPE!"],
    [{ DOCUMENT_TYPE: ["crm", "Nothing", "X"] }, "Incorrect field DOCUMENT_TYPE!"],
    [{ NAME: " " }, "Empty template name!"],
    [{ AUTO_EXECUTE: 4 }, "Incorrect field AUTO_EXECUTE!"],
    [{ AUTO_EXECUTE: "often" }, "Incorrect field AUTO_EXECUTE!"],
    [{ TEMPLATE_DATA: "not a package" }, "Incorrect field TEMPLATE_DATA!"],
    [{ TEMPLATE_DATA: ["a.bpt", base64(Buffer.from('O:8:"stdClass":0:{}'))] }, "Incorrect field TEMPLATE_DATA!"],
    [{ TEMPLATE_DATA: undefined }, "Incorrect field TEMPLATE_DATA!"],
  ])("refuses %j", async (wrong, text) => {
    const { status, body } = await world.call("application", "bizproc.workflow.template.add", { ...good(), ...wrong });
    expect([status, body]).toEqual([400, error("ERROR_TEMPLATE_VALIDATION_FAILURE", text)]);
  });

  it("refuses callers without an application, and people who do not administer", async () => {
    expect(await world.call("admin", "bizproc.workflow.template.add", good())).toMatchObject({
      status: 403,
      body: { error: "ACCESS_DENIED" },
    });
    const employee = await world.call("application of the employee", "bizproc.workflow.template.add", good());
    expect(employee).toMatchObject({ status: 403, body: error("ACCESS_DENIED", "Access denied!") });
  });
});

describe("bizproc.workflow.template.update", () => {
  it("changes what is given and keeps the rest; a new version does not touch values of constants", async () => {
    const constants = { CONSTANTS: { Approver: { Name: "Approver", Type: "user", Default: "user_1" } } };
    const id = await add({ TEMPLATE_DATA: ["a.bpt", base64(packed([step("LogActivity", { Text: "1" })], constants))] });
    await setTemplateConstant(world.runtime, { portalId: world.portalId, id, name: "Approver", value: "user_3" });
    const next = packed([step("LogActivity", { Text: "2" })], constants);
    const { body } = await world.call("application", "bizproc.workflow.template.update", {
      ID: String(id),
      FIELDS: { NAME: "New", TEMPLATE_DATA: ["b.bpt", base64(next)] },
    });
    expect(body.result).toBe(id);
    const select = ["ID", "NAME", "DESCRIPTION", "AUTO_EXECUTE", "CONSTANTS", "SYSTEM_CODE", "IS_MODIFIED", "TEMPLATE"];
    const listed = await world.call("admin", "bizproc.workflow.template.list", { select, filter: { ID: id } });
    expect(listed.body.result[0]).toMatchObject({
      ID: String(id),
      NAME: "New",
      AUTO_EXECUTE: "0",
      CONSTANTS: { Approver: { Default: "user_3" } },
      SYSTEM_CODE: `rest_app_${world.applicationId}`,
      IS_MODIFIED: "Y",
    });
    expect(listed.body.result[0].TEMPLATE[0].Children[0].Properties.Text).toBe("2");
  });

  it("refuses an unknown template, one of another application, nothing to change, and wrong values", async () => {
    const id = await add();
    const update = (who: "application" | "other application", params: object) =>
      world.call(who, "bizproc.workflow.template.update", params);
    expect((await update("application", { ID: 99_999, FIELDS: { NAME: "x" } })).body).toEqual(
      error("ERROR_TEMPLATE_NOT_FOUND", "Workflow template not found."),
    );
    expect((await update("other application", { ID: id, FIELDS: { NAME: "x" } })).body).toEqual(
      error("ERROR_TEMPLATE_NOT_OWNER", "You can update ONLY templates created by current application"),
    );
    expect((await update("application", { ID: id, FIELDS: { SORT: 5 } })).body).toEqual(
      error("ERROR_TEMPLATE_VALIDATION_FAILURE", "No fields to update."),
    );
    expect((await update("application", { ID: id, FIELDS: { NAME: "" } })).body.error_description).toBe("Empty template name!");
    expect((await update("application", { ID: id, FIELDS: { AUTO_EXECUTE: 9 } })).body.error_description).toBe(
      "Incorrect field AUTO_EXECUTE!",
    );
    expect((await update("application", { ID: id, FIELDS: { TEMPLATE_DATA: "x" } })).body.error_description).toBe(
      "Incorrect field TEMPLATE_DATA!",
    );
  });
});

describe("bizproc.workflow.template.delete", () => {
  it("deletes one's own template and answers null; refuses others' and unknown ones", async () => {
    const id = await add();
    expect((await world.call("other application", "bizproc.workflow.template.delete", { ID: id })).body).toEqual(
      error("", "You can delete ONLY templates created by current application"),
    );
    expect((await world.call("application", "bizproc.workflow.template.delete", { ID: id })).body.result).toBeNull();
    expect((await world.call("application", "bizproc.workflow.template.delete", { ID: id })).body).toEqual(
      error("ERROR_TEMPLATE_NOT_FOUND", "Workflow template not found."),
    );
  });
});

describe("bizproc.workflow.template.list", () => {
  it("selects ID alone by default, filters by any field, and pages by 50", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `Paged ${String(index).padStart(2, "0")}`);
    for (const NAME of names) await add({ NAME });
    const filter = { ">=NAME": "Paged", "<NAME": "Paged~" };
    const first = await world.call("admin", "bizproc.workflow.template.list", { SELECT: ["NAME"], filter, order: { NAME: "desc" } });
    expect(first.body).toMatchObject({ total: 60, next: 50 });
    expect(first.body.result[0]).toEqual({ NAME: "Paged 59" });
    const second = await world.call("admin", "bizproc.workflow.template.list", { filter, start: "50" });
    expect(second.body.result).toHaveLength(10);
    expect(second.body.next).toBeUndefined();
    expect(Object.keys(second.body.result[0])).toEqual(["ID"]);
  });

  it("is for administrators", async () => {
    expect((await world.call("employee", "bizproc.workflow.template.list")).body).toEqual(error("ACCESS_DENIED", "Access denied!"));
  });
});
