import { describe, expect, test } from "vitest";
import type { TaskAnswer } from "../model/event.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { activity, approve, contextOf, delay, forEach, hourMs, log, noon, start, type TestWorkflow } from "../test-world.ts";

const four = ["user_1", "user_2", "user_3", "user_4"];

function ask(properties: ValueMap = {}): TestWorkflow {
  return start([approve("ask", { Users: ["user_1", "user_2"], ...properties }), log("end")]);
}

/** Votes of the people 1, 2, 3 … in turn: `y` or `n`. Gives the branch that ran after each vote. */
function vote(workflow: TestWorkflow, votes: string): string[] {
  return [...votes].map((letter, index) => {
    expect(workflow.answer(index + 1, letter === "y" ? "yes" : "no")).toBe("advanced");
    return workflow.report[0] ?? "-";
  });
}

describe("the task", () => {
  test.each<[string, Value, number[], string[]]>([
    ["the head of somebody who is dismissed", "user_5", [3], ["Ed Gone is dismissed: the task goes to Cy Dent"]],
    ["once, who is asked already", ["user_3", "user_5"], [3], ["Ed Gone is dismissed: the task goes to Cy Dent"]],
    ["beside others", ["user_1", "user_5"], [1, 3], ["Ed Gone is dismissed: the task goes to Cy Dent"]],
    ["nobody for the dismissed of a department", "group_d2", [3, 4, 6], []],
  ])("asks %s", (_, users, assignees, lines) => {
    const workflow = ask({ Users: users });
    expect(workflow.of("create-task")[0]?.task.assignees).toEqual(assignees);
    const told = workflow.of("log").map(({ text }) => text);
    expect(told.filter((text) => text.includes("dismissed"))).toEqual(lines);
  });

  test("is made for active people, each once, with its texts", () => {
    const workflow = ask({
      Users: ["user_2", "group_d1", "user_99"],
      Name: "Sign {=Document:TITLE}",
      Description: "Sum {=Document:OPPORTUNITY}",
      TaskButton1Message: "Sign",
      CommentLabelMessage: "Why",
      CommentRequired: "YR",
      DelegationType: "1",
      TimeoutDuration: 2,
      TimeoutDurationType: "h",
    });
    expect(workflow.of("create-task")).toEqual([
      {
        kind: "create-task",
        activity: "ask",
        task: {
          taskId: 100,
          type: "ApproveActivity",
          name: "Sign Big deal",
          description: "Sum 1500",
          assignees: [2, 1],
          overdueAt: noon + 2 * hourMs,
          delegation: 1,
          inline: false,
          commentLabel: "Why",
          commentRequired: "YR",
          showComment: true,
          labels: { yes: "Sign", no: "Reject" },
          fields: [],
          isClosed: false,
        },
      },
    ]);
    expect(workflow.of("set-timer")).toEqual([{ kind: "set-timer", activity: "ask", at: noon + 2 * hourMs }]);
    expect(workflow.state.stateTitle).toBe("Waiting for approval: 0 of 2");
  });

  test.each<[ValueMap, string]>([
    [{}, "all must approve"],
    [{ ApproveType: "any" }, "the first to vote decides"],
    [{ ApproveType: "vote", ApproveMinPercent: 60 }, "more than 60 % must approve"],
    [{ ApproveType: "vote", ApproveMinPercent: 100, ApproveWaitForAll: "Y" }, "all must approve, and everybody's vote is waited for"],
  ])("%j is told in the log with the people: %s", (properties, rule) => {
    expect(ask({ Name: "Sign", ...properties }).of("log")[0]?.text).toBe(`Task "Sign" for Ann Lee, Bob Ray: ${rule}`);
  });

  test("for one person is told without a rule", () => {
    expect(ask({ Name: "Sign", Users: "user_2" }).of("log")[0]?.text).toBe('Task "Sign" for Bob Ray');
  });

  test.each<[string, Value, number[]]>([
    ["a reference", "user_3", [3]],
    ["the author of the document", "author", [1]],
    ["who is responsible for it", "responsible", [2]],
    ["a department", "group_d2", [3, 4, 6]],
    ["a department with those below it", "group_dr1", [1, 2, 3, 4, 6]],
    ["everybody", "group_ua", [1, 2, 3, 4, 6]],
    ["a text of designers", "Ann Lee [1]; {=Document:ASSIGNED_BY_ID}; user_3", [1, 2, 3]],
    ["an expression", "{=Document:CREATED_BY}", [1]],
    ["a person in several ways", ["user_1", "author", "group_d1", "Ann Lee [1]", 1], [1, 2]],
  ])("asks the people of %s, each once", (_, users, expected) => {
    expect(ask({ Users: users }).of("create-task")[0]?.task.assignees).toEqual(expected);
  });

  test.each<[ValueMap, boolean]>([
    [{}, false],
    [{ ShowComment: "N" }, true],
    [{ ShowComment: "N", CommentRequired: "YR" }, false],
    [{ ShowComment: "Y", CommentRequired: "N" }, false],
  ])("with %j has its buttons in lists: %s", (properties, inline) => {
    expect(ask(properties).of("create-task")[0]?.task.inline).toBe(inline);
  });

  test.each([
    ["Y", true],
    ["N", false],
    ["", false],
  ])("is closed to others with AccessControl %j: %s", (AccessControl, isClosed) => {
    expect(ask({ AccessControl }).of("create-task")[0]?.task.isClosed).toBe(isClosed);
  });

  test("is due at its date where there is no timeout, and nothing fires", () => {
    const workflow = ask({ OverdueDate: "25.12.2025 12:00:00", ShowComment: "N" });
    expect(workflow.of("create-task")[0]?.task).toMatchObject({ overdueAt: noon + 24 * hourMs, inline: true, showComment: false });
    expect(workflow.timers.size).toBe(0);
  });

  test("has a name of at most 128 characters: its own, the step's title, or the type", () => {
    expect(ask({ Name: "x".repeat(200) }).of("create-task")[0]?.task.name).toHaveLength(128);
    expect(ask({ Title: "Titled" }).of("create-task")[0]?.task.name).toBe("Titled");
    expect(ask().of("create-task")[0]?.task.name).toBe("ApproveActivity");
  });

  test("spells its type as clients know it, however the template does", () => {
    const workflow = start([activity("approveactivity", "ask", { Users: "user_1" })]);
    expect(workflow.of("create-task")[0]?.task.type).toBe("ApproveActivity");
    workflow.answer(1, "yes");
    expect(workflow.state.status).toBe("completed");
  });

  test.each(["", "user_99", "group_d9", "{=Variable:Nobody}"])("for %j, which is nobody, holds the step", (users) => {
    const workflow = ask({ Users: users });
    expect(workflow.state).toMatchObject({ status: "held", incidents: { ask: { kind: "no-assignees" } } });
    expect(workflow.tasks.size + workflow.timers.size).toBe(0);
  });
});

test("whoever is named and will never answer is told, beside those who are asked", () => {
  const gone = { ...contextOf().directory, departments: new Map() };
  const ask = activity("ApproveActivity", "ask", { Users: ["user_1", "user_5", "Nina Nobody", "group_d9", "{=Variable:None}"] });
  const workflow = start([ask], { context: { directory: gone } });
  expect(workflow.of("create-task")[0]?.task.assignees).toEqual([1]);
  expect(workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []))).toEqual([
    expect.stringContaining("Variable:None"),
    '"Ed Gone" is nobody who is active: the task goes to the others alone.',
    '"Nina Nobody" is nobody who is active: the task goes to the others alone.',
    '"group_d9" is nobody who is active: the task goes to the others alone.',
  ]);
});

describe("the rule", () => {
  test.each<[string, ValueMap, string, string[]]>([
    ["any: the first yes decides", { ApproveType: "any" }, "y", ["ask yes"]],
    ["any: the first no decides", { ApproveType: "any" }, "n", ["ask no"]],
    ["any: nobody else is waited for", { ApproveType: "any", ApproveWaitForAll: "Y" }, "y", ["ask yes"]],
    ["all: the last yes decides", { ApproveType: "all" }, "yyyy", ["-", "-", "-", "ask yes"]],
    ["all: the first no decides", { ApproveType: "all" }, "yn", ["-", "ask no"]],
    ["all: nobody else is waited for after a no", { ApproveType: "all", ApproveWaitForAll: "Y" }, "n", ["ask no"]],
    ["all is what counts where the type is missing or unknown", { ApproveType: "most" }, "yyyn", ["-", "-", "-", "ask no"]],
    ["vote: half is not more than 50 %", { ApproveType: "vote" }, "yyn", ["-", "-", "-"]],
    ["vote: an even split is rejected", { ApproveType: "vote" }, "yynn", ["-", "-", "-", "ask no"]],
    ["vote: more than 50 % decides", { ApproveType: "vote" }, "yyy", ["-", "-", "ask yes"]],
    ["vote: rejected as soon as 50 % are no", { ApproveType: "vote" }, "nn", ["-", "ask no"]],
    ["vote at 100 %: all must say yes", { ApproveType: "vote", ApproveMinPercent: 100 }, "yyyy", ["-", "-", "-", "ask yes"]],
    ["vote at 100 %: one no rejects", { ApproveType: "vote", ApproveMinPercent: 100 }, "yn", ["-", "ask no"]],
    ["vote at 0 %: one yes is enough", { ApproveType: "vote", ApproveMinPercent: 0 }, "nny", ["-", "-", "ask yes"]],
    ["vote at 0 %: all must say no", { ApproveType: "vote", ApproveMinPercent: 0 }, "nnnn", ["-", "-", "-", "ask no"]],
    ["vote at 75 %: three of four are not more", { ApproveType: "vote", ApproveMinPercent: "75" }, "yyyn", ["-", "-", "-", "ask no"]],
    ["vote at 74 %: three of four are more", { ApproveType: "vote", ApproveMinPercent: "74" }, "yyy", ["-", "-", "ask yes"]],
    ["vote beyond 100 % is 100 %", { ApproveType: "vote", ApproveMinPercent: 150 }, "yyyy", ["-", "-", "-", "ask yes"]],
    ["vote for all: decided by the last vote", { ApproveType: "vote", ApproveWaitForAll: "Y" }, "yyyn", ["-", "-", "-", "ask yes"]],
    ["vote for all: an even split is rejected", { ApproveType: "vote", ApproveWaitForAll: "Y" }, "nnyy", ["-", "-", "-", "ask no"]],
    [
      "vote for all at 100 %: all must say yes",
      { ApproveType: "vote", ApproveWaitForAll: "Y", ApproveMinPercent: 100 },
      "nyyy",
      ["-", "-", "-", "ask no"],
    ],
  ])("%s", (_, properties, votes, expected) => {
    expect(vote(ask({ Users: four, ...properties }), votes)).toEqual(expected);
  });

  test.each<[number, string, string]>([
    [66, "yy", "ask yes"],
    [67, "yyn", "ask no"],
    [33, "nny", "ask yes"],
    [34, "nn", "ask no"],
    [33, "y", "ask yes"],
  ])("of three people at %d per cent, %s: %s. Thirds are counted exactly", (percent, votes, expected) => {
    const workflow = ask({ Users: four.slice(0, 3), ApproveType: "vote", ApproveMinPercent: percent });
    for (const [index, letter] of [...votes].entries()) workflow.answer(index + 1, letter === "y" ? "yes" : "no");
    expect(workflow.report[0]).toBe(expected);
  });

  test("of no share is out of reach: however people vote, the last vote at the latest decides", () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      for (const total of [1, 2, 3, 4]) {
        const workflow = ask({ Users: four.slice(0, total), ApproveType: "vote", ApproveMinPercent: percent, SetStatusMessage: "N" });
        for (let voter = 1; voter <= total && workflow.tasks.size > 0; voter += 1)
          workflow.answer(voter, (percent >> voter) % 2 === 0 ? "yes" : "no");
        expect(workflow.tasks.size, `${percent} % of ${total}`).toBe(0);
      }
    }
  });
});

describe("votes", () => {
  test("are recorded, counted and told", () => {
    const workflow = ask({
      Users: four.slice(0, 3),
      ApproveType: "vote",
      ApproveMinPercent: 60,
      CommentLabelMessage: "Why",
      StatusMessage: "#VOTED#/#TOTAL# (#PERC#%) #APPROVERS# against #REJECTERS# #ODD#",
    });
    expect(workflow.state.stateTitle).toBe("0/3 (0%)  against  #ODD#");
    workflow.answer(1, "yes", { comment: "Fine {=Document:TITLE}" });
    expect(workflow.state.stateTitle).toBe("1/3 (33%) Ann Lee against  #ODD#");
    workflow.answer(2, "no");
    expect(workflow.resultsOf("ask")).toEqual({
      TaskId: 100,
      IsTimeout: 0,
      Comments: "Ann Lee (u1): approved\nWhy: Fine {=Document:TITLE}\nBob Ray (u2): rejected\n",
      VotedCount: 2,
      TotalCount: 3,
      VotedPercent: 66,
      ApprovedPercent: 33,
      NotApprovedPercent: 33,
      ApprovedCount: 1,
      NotApprovedCount: 1,
      LastApprover: "user_2",
      LastApproverComment: "",
      UserApprovers: ["user_1"],
      Approvers: "Ann Lee",
      UserRejecters: ["user_2"],
      Rejecters: "Bob Ray",
    });
    workflow.answer(3, "yes");
    expect(workflow.last.filter((effect) => effect.kind !== "log")).toEqual([
      { kind: "record-answer", taskId: 100, assignee: 3, by: 3, answer: "yes" },
      { kind: "close-task", taskId: 100, outcome: "yes" },
    ]);
    expect(workflow.report).toEqual(["ask yes", "end"]);
  });

  test("of a delegate count for the person who was asked", () => {
    const workflow = ask({ ApproveType: "all" });
    workflow.answer(1, "yes", { by: 6 });
    expect(workflow.of("record-answer")).toMatchObject([{ assignee: 1, by: 6 }]);
    expect(workflow.resultsOf("ask")).toMatchObject({ LastApprover: "user_6", VotedCount: 1 });
    workflow.answer(2, "yes", { by: 6 });
    expect(workflow.resultsOf("ask")).toMatchObject({ VotedCount: 2, VotedPercent: 100, UserApprovers: ["user_6"], Approvers: "Flo Kern" });
    expect(workflow.report).toEqual(["ask yes", "end"]);
  });

  test("of a delegate are told with the person whom they count for", () => {
    const workflow = ask();
    workflow.answer(1, "yes", { by: 6, comment: "Fine" });
    workflow.answer(2, "no");
    expect(workflow.of("log").map(({ text, user }) => [text, user])).toEqual([
      ['Task "ApproveActivity" for Ann Lee, Bob Ray: all must approve', null],
      ["Flo Kern for Ann Lee: approved. Fine", 6],
      ["Bob Ray: rejected", 2],
      ["Rejected", null],
      ["ask no", null],
      ["end", null],
    ]);
  });

  test.each([
    [3, "yyy"],
    [3, "yyn"],
    [4, "ynyn"],
  ])("of %d people that one delegate casts for all of them (%s) are all counted, so that everybody's vote comes in", (total, votes) => {
    const workflow = ask({ Users: four.slice(0, total), ApproveType: "vote", ApproveWaitForAll: "Y" });
    for (const [index, letter] of [...votes].entries()) workflow.answer(index + 1, letter === "y" ? "yes" : "no", { by: 6 });
    const yes = [...votes].filter((letter) => letter === "y").length;
    expect(workflow.resultsOf("ask")).toMatchObject({
      VotedCount: total,
      VotedPercent: 100,
      ApprovedCount: yes,
      NotApprovedCount: total - yes,
    });
    expect(workflow.report).toEqual([yes * 2 > total ? "ask yes" : "ask no", "end"]);
  });

  test.each<[string, number, TaskAnswer]>([
    ["a second one of the same person", 1, "no"],
    ["one for somebody who was not asked", 3, "yes"],
  ])("that are %s change nothing", (_, user, answer) => {
    const workflow = ask();
    workflow.answer(1, "yes");
    expect(workflow.answer(user, answer)).toBe("ignored");
    expect(workflow.resultsOf("ask")).toMatchObject({ VotedCount: 1 });
  });

  test("for another task change nothing", () => {
    const workflow = ask();
    expect(workflow.answer(1, "yes", { task: { activity: "ask", taskId: 99 } })).toBe("ignored");
  });

  test("after the decision change nothing while the branch runs", () => {
    const workflow = start([{ ...approve("ask", { Users: four, ApproveType: "any" }), Children: [delay("pause"), log("no")] }]);
    workflow.answer(1, "yes");
    expect(workflow.answer(2, "no", { task: { activity: "ask", taskId: 100 } })).toBe("ignored");
    workflow.fire("pause");
    expect(workflow.report).toEqual([]);
    expect(workflow.state.status).toBe("completed");
  });

  test.each<TaskAnswer>(["ok", "cancel"])("%s is no answer to an approval", (answer) => {
    const workflow = ask();
    const before = workflow.state;
    expect(workflow.answer(1, answer)).toBe("refused");
    expect(workflow.state).toBe(before);
  });
});

describe("a comment", () => {
  test.each<[string, TaskAnswer, string, string]>([
    ["N", "yes", "", "advanced"],
    ["N", "no", "", "advanced"],
    ["Y", "yes", "", "refused"],
    ["Y", "no", " ", "refused"],
    ["Y", "yes", "said", "advanced"],
    ["YA", "yes", "", "refused"],
    ["YA", "no", "", "advanced"],
    ["YR", "yes", "", "advanced"],
    ["YR", "no", "", "refused"],
    ["yr", "no", "said", "advanced"],
    ["", "no", "", "advanced"],
    ["N", "yes", "x".repeat(65_535), "advanced"],
    ["N", "yes", "x".repeat(65_536), "refused"],
  ])("by the rule %j with %s and %.20j: %s", (rule, answer, comment, expected) => {
    expect(ask({ CommentRequired: rule }).answer(1, answer, { comment })).toBe(expected);
  });
});

describe("a timeout", () => {
  const hour = { TimeoutDuration: 1, TimeoutDurationType: "h" };

  test("runs the rejected branch", () => {
    const workflow = ask(hour);
    workflow.answer(1, "yes");
    workflow.fire("ask");
    expect(workflow.of("close-task")).toEqual([{ kind: "close-task", taskId: 100, outcome: "timeout" }]);
    expect(workflow.resultsOf("ask")).toMatchObject({ IsTimeout: 1, VotedCount: 1, ApprovedCount: 1 });
    expect(workflow.report).toEqual(["ask no", "end"]);
  });

  test("is taken back by a decision", () => {
    const workflow = ask(hour);
    workflow.answer(1, "no");
    expect(workflow.of("cancel-timer")).toHaveLength(1);
    expect(workflow.resultsOf("ask")).toMatchObject({ IsTimeout: 0 });
  });
});

test("without branches the flow just goes on", () => {
  for (const answer of ["yes", "no"] as const) {
    const workflow = start([activity("ApproveActivity", "ask", { Users: "user_1" }), log("end")]);
    workflow.answer(1, answer);
    expect(workflow.report).toEqual(["end"]);
  }
});

test("in a loop each turn has a task of its own, and answers to an earlier one change nothing", () => {
  const workflow = start([
    forEach("each", { Object: "Document", Variable: "TAGS" }, approve("ask", { Users: "user_1", Name: "{=each:Value}" })),
  ]);
  workflow.answer(1, "yes");
  expect(workflow.answer(1, "yes", { task: { activity: "ask", taskId: 100 } })).toBe("ignored");
  workflow.answer(1, "no");
  expect(workflow.of("create-task").map(({ task }) => task.name)).toEqual(["hot", "new"]);
  expect(workflow.report).toEqual(["ask yes", "ask no"]);
});

test("a status text is not set where the step does without", () => {
  const workflow = ask({ SetStatusMessage: "N", StatusMessage: "never" });
  expect(workflow.state.stateTitle).toBe("In progress");
});

test("texts of people are data: neither macros nor expressions in them count", () => {
  const workflow = start([approve("ask", { Users: ["user_1", "user_2"], StatusMessage: "{=ask:LastApproverComment} #VOTED#" })]);
  workflow.answer(1, "yes", { comment: "{=Document:TITLE}" });
  expect(workflow.resultsOf("ask")).toMatchObject({ LastApproverComment: "{=Document:TITLE}" });
  expect(workflow.state.stateTitle).toBe("{=Document:TITLE} 1");
});
