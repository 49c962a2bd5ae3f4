import { expect, test } from "vitest";
import { appType } from "../test-world.ts";
import { catalogue, catalogueEntryOf, notRunText, supportOf } from "./catalogue.ts";

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

test("whoever looks at a held step reads why it does not run, and what to do instead", () => {
  expect(notRunText("codeactivity")).toBe(
    "This server does not run CodeActivity (PHP code): it is PHP code. Write it with variables, conditions and formulas, or as an action of " +
      "an application. The workflow waits here until the step is skipped or the workflow is terminated.",
  );
  expect(notRunText("NoSuchActivity")).toBe(
    "This server does not know the activity type NoSuchActivity. The workflow waits here until the type is known, the step is skipped or " +
      "the workflow is terminated.",
  );
});
