import { expect, test } from "vitest";
import { activity, templateOf } from "../test-world.ts";
import { touchesOf } from "./knowledge.ts";

test.each([
  ["SetFieldActivity", {}, ["crm/deal"], []],
  ["CrmSetContactField", {}, ["crm/contact"], []],
  ["CrmCreateDynamicActivity", { DynamicTypeId: "147" }, [], ["crm/dynamic_147"]],
  ["CrmUpdateDynamicActivity", { DynamicTypeId: 2 }, ["crm/deal"], []],
  ["CrmUpdateDynamicActivity", { DynamicTypeId: "{=Variable:Type}" }, [], []],
  ["CrmConvertDocumentActivity", { Items: ["DEAL", "CONTACT", "ORDER"] }, ["crm/deal"], ["crm/deal", "crm/contact"]],
  ["CreateListsDocumentActivity", { DocumentType: ["lists", "BizprocDocument", "iblock_3"] }, [], ["lists/iblock_3"]],
])("%s %j changes %j and makes %j", (type, properties, changes, creates) => {
  expect(touchesOf(templateOf([activity(type, "A1", properties)]), "crm/deal")).toMatchObject({ changes, creates });
});
