import { expect, test } from "vitest";
import { appType } from "../test-world.ts";
import { catalogue, catalogueEntryOf, supportOf } from "./catalogue.ts";

test("what runs follows from the registry, in any case", () => {
  expect(supportOf("approveActivity")).toBe("runs");
  expect(supportOf(appType)).toBe("runs");
  expect(supportOf("mixedcondition")).toBe("runs");
  expect(supportOf("CodeActivity")).toBe("not-runnable");
  expect(supportOf("codecondition")).toBe("not-runnable");
  expect(supportOf("NoSuchActivity")).toBe("unknown");
  expect(supportOf("constructor")).toBe("unknown");
});

test("a type has a title and its results, and a reason where it never runs", () => {
  expect(catalogueEntryOf("createlistsdocumentactivity")).toEqual({
    type: "CreateListsDocumentActivity",
    title: "Create a list element",
    category: "document",
    results: { ElementId: "int", ErrorMessage: "string" },
    openResults: "",
    reason: "",
  });
  expect(catalogueEntryOf("GetUserInfoActivity")).toMatchObject({ results: {}, openResults: "UserFields" });
  for (const { type, title, reason } of catalogue) {
    expect(title, type).not.toBe("");
    if (supportOf(type) === "not-runnable") expect(reason, type).toMatch(/^[a-z].*\. [A-Z].*[^.]$/);
  }
});
