import { expect, test } from "vitest";
import { application, appStep, appType } from "../../test-world.ts";
import { found, portal } from "../test-findings.ts";

test("a step of an application that this portal does not have is an error", () => {
  const wrong = found("dead-application", [appStep("A1")], { knowledge: portal() });
  expect(wrong).toEqual([expect.stringMatching(new RegExp(`^error A1: No application of this portal has registered ${appType}`))]);
});

test("a registered step is in order, and of a file nothing is known", () => {
  const knowledge = portal({ applications: { [appType]: application() } });
  expect(found("dead-application", [appStep("A1")], { knowledge })).toEqual([]);
  expect(found("dead-application", [appStep("A1")])).toEqual([]);
});
