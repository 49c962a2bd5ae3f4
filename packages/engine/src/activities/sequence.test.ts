import { expect, test } from "vitest";
import { activity, deactivated, delay, log, sequence, start } from "../test-world.ts";

test("children run one after another, over waits", () => {
  const workflow = start([log("1"), delay("wait"), log("2"), sequence("block", log("3"), log("4")), log("5")]);
  expect(workflow.report).toEqual(["1"]);
  workflow.fire("wait");
  expect(workflow.report).toEqual(["1", "2", "3", "4", "5"]);
});

test("an empty sequence is over at once", () => {
  expect(start([sequence("empty"), activity("EmptyBlockActivity", "block"), log("after")]).report).toEqual(["after"]);
});

test("a deactivated step is passed by with all its children, and leaves no entry in the log", () => {
  const workflow = start([deactivated(sequence("off", log("never"))), deactivated(delay("pause")), deactivated(log("no")), log("after")]);
  expect(workflow.report).toEqual(["after"]);
  expect(workflow.of("log")).toHaveLength(1);
});

test("types are matched in any case", () => {
  expect(start([activity("LOGACTIVITY", "a", { Text: "1" }), activity("logactivity", "b", { Text: "2" })]).report).toEqual(["1", "2"]);
});

test("a thousand steps run in order", () => {
  const texts = Array.from({ length: 1000 }, (_, index) => String(index));
  expect(start(texts.map(log)).report).toEqual(texts);
});
