import { describe, expect, test } from "vitest";
import { advance } from "../advance.ts";
import { activityName, userId } from "../model/ids.ts";
import type { Value } from "../model/value.ts";
import { activity, command, listen, log, machine, on, start, state } from "../test-world.ts";
import { commandsOf } from "./command.ts";

function refusal(workflow: ReturnType<typeof start>, name: string, user: number): object {
  const event = { kind: "command-sent", activity: activityName(name), user: userId(user) } as const;
  return advance(workflow.compiled, workflow.state, event, workflow.context);
}

test("waits until somebody gives it, and says who did", () => {
  const workflow = start([command("go", { Title: "Release" }), log("by {=go:SenderUserId>printable}")]);
  expect(workflow.state.status).toBe("running");
  workflow.give("go", 2);
  expect(workflow.resultsOf("go")).toEqual({ SenderUserId: "user_2" });
  expect(workflow.of("log")).toContainEqual(expect.objectContaining({ type: "custom", activity: "go", text: "Bob Ray: Release", user: 2 }));
  expect(workflow.report).toEqual(["by Bob Ray [2]"]);
  expect(workflow.state.status).toBe("completed");
});

test("is taken once, and only by a command that waits", () => {
  const workflow = start([log("before"), command("first"), command("second"), command("third")]);
  expect(workflow.give("second")).toBe("ignored");
  expect(workflow.give("log before")).toBe("ignored");
  expect(workflow.give("Template")).toBe("ignored");
  expect(workflow.give("nothing")).toBe("ignored");
  workflow.give("first");
  expect(workflow.give("first")).toBe("ignored");
  expect(workflow.give("second")).toBe("advanced");
});

describe("whoever is permitted", () => {
  test.each<[string, Value, readonly number[]]>([
    ["anybody, where nobody is named", [], [1, 2, 3, 4, 6]],
    ["anybody, where the property is missing", null, [1, 2, 3, 4, 6]],
    ["named people", ["user_1", "user_4"], [1, 4]],
    ["a department", ["group_d2"], [3, 4, 6]],
    ["a department with those below it", "group_dr1", [1, 2, 3, 4, 6]],
    ["the responsible person", ["responsible"], [2]],
    ["people of a variable", "{=Variable:Who}", [3, 6]],
    ["named people as far as they are active", ["user_5", "user_2"], [2]],
  ])("%s may give it, and nobody else", (_, permission, allowed) => {
    const variables = { Who: { Type: "user", Multiple: "Y", Default: ["user_3", "user_6"] } };
    const properties = permission === null ? {} : { Permission: permission };
    const workflow = start([command("go", { Title: "Release", ...properties })], { variables });
    for (const user of [1, 2, 3, 4, 5, 6, 99]) {
      if (allowed.includes(user)) {
        expect(start([command("go", properties)], { variables }).give("go", user), `user ${user}`).toBe("advanced");
      } else {
        const name = { 5: "Ed Gone", 99: "User 99" }[user] ?? "";
        expect(refusal(workflow, "go", user), `user ${user}`).toEqual({
          kind: "refused",
          code: "not-permitted",
          text: expect.stringMatching(new RegExp(`${name}.* may not give the command "Release"\\.$`)),
        });
      }
    }
    expect(workflow.state.status).toBe("running");
  });

  test("is looked up when the command is given: who has joined may, who has left may not", () => {
    const workflow = start([command("go", { Permission: ["group_d2"] })]);
    const people = new Map(
      [...workflow.context.directory.people].map(([id, person]) => [id, { ...person, departments: id === 1 ? [2] : [1] }]),
    );
    workflow.context = { ...workflow.context, directory: { ...workflow.context.directory, people } };
    expect(workflow.give("go", 3)).toBe("refused");
    expect(workflow.give("go", 1)).toBe("advanced");
  });

  test.each<[string, Value]>([
    ["somebody who is dismissed", ["user_5"]],
    ["an empty variable", "{=Variable:Who}"],
  ])("%s means nobody: that is an incident, and no open door", (_, permission) => {
    const workflow = start([command("go", { Permission: permission })], { variables: { Who: { Type: "user" } } });
    expect(workflow.state).toMatchObject({
      status: "held",
      incidents: { go: { kind: "no-assignees", text: expect.stringContaining("go") } },
    });
    expect(commandsOf(workflow.state)).toEqual([]);
    expect(workflow.give("go", 1)).toBe("ignored");
  });
});

describe("what a workflow offers", () => {
  test("is read from its saved value: name, title, and who might give it", () => {
    const workflow = start(
      machine(
        state(
          "a",
          on("e1", command("go", { Title: "Go {=Document:ID}", Permission: ["group_d2"] }), log("gone")),
          on("e2", command("stop"), command("really", { Title: "Really stop" })),
        ),
      ),
    );
    expect(commandsOf(workflow.state)).toEqual([
      { activity: "go", title: "Go 7", users: [3, 4, 6] },
      { activity: "stop", title: "stop", users: null },
    ]);
    workflow.give("stop");
    expect(commandsOf(workflow.state)).toEqual([{ activity: "really", title: "Really stop", users: null }]);
    workflow.give("really");
    expect(commandsOf(workflow.state)).toEqual([]);
  });

  test("goes on while another branch is held", () => {
    const workflow = start([listen("l", on("e1", activity("NoSuchActivity", "what")), on("e2", command("go")))]);
    expect(workflow.state.status).toBe("held");
    expect(commandsOf(workflow.state)).toHaveLength(1);
    workflow.give("go");
    expect(workflow.state.status).toBe("completed");
  });
});
