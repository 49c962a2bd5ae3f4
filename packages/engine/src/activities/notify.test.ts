import { describe, expect, test } from "vitest";
import type { ValueMap } from "../model/value.ts";
import { activity, log, start } from "../test-world.ts";

describe("a notification", () => {
  test.each<[string, string, ValueMap, object]>([
    [
      "of the site",
      "IMNotifyActivity",
      { MessageSite: "Hi {=Document:TITLE}", MessageUserTo: "user_1" },
      { from: null, to: [1], text: "Hi Big deal" },
    ],
    ["of the older kind", "SocNetMessageActivity", { MessageText: "Hi", MessageUserTo: ["user_1"] }, { to: [1], text: "Hi" }],
    ["from somebody", "IMNotifyActivity", { MessageSite: "Hi", MessageUserTo: "user_1", MessageUserFrom: "responsible" }, { from: 2 }],
    ["to a department, without who left", "IMNotifyActivity", { MessageSite: "Hi", MessageUserTo: "group_d2" }, { to: [3, 4, 6] }],
    [
      "to many, each once",
      "IMNotifyActivity",
      { MessageSite: "Hi", MessageUserTo: ["user_3", "group_d2", "author"] },
      { to: [3, 4, 6, 1] },
    ],
  ])("%s", (_, type, properties, expected) => {
    expect(start([activity(type, "tell", properties)]).effects).toMatchObject([{ kind: "notify", ...expected }]);
  });

  test.each(["user_5", "user_99", "", "nobody at all"])("to %j, which is nobody, is an error in the log, and the flow goes on", (to) => {
    const workflow = start([activity("IMNotifyActivity", "tell", { MessageSite: "Hi", MessageUserTo: to }), log("end")]);
    expect(workflow.effects).toMatchObject([{ kind: "log", type: "error" }, { type: "report" }]);
  });
});
