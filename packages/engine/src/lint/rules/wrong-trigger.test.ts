import { expect, test } from "vitest";
import { activity, command, deactivated, delay, listen, log, on, review } from "../../test-world.ts";
import { found, places } from "../test-findings.ts";

test("a branch that begins with no event is told, and one that is empty", () => {
  const branches = [on("e1", log("a")), on("e2", review("Ask", { Users: "user_1" })), on("e3")];
  expect(places(found("wrong-trigger", [listen("l", ...branches)])).map((place) => place.split(" ")[0])).toEqual([
    "warning",
    "warning",
    "warning",
  ]);
});

test("one that begins with an event is in order, and so is what is switched off", () => {
  const events = [delay("d"), command("c"), activity("WaitWorkDayActivity", "w"), activity("Task2Activity", "t"), on("inner", delay("d2"))];
  const branches = events.map((event, index) => on(`e${index}`, event, log(`after ${index}`)));
  expect(found("wrong-trigger", [listen("l", ...branches, deactivated(on("off", log("off"))))])).toEqual([]);
});
