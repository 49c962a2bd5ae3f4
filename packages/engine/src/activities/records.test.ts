import { describe, expect, test } from "vitest";
import { activityName, userId } from "../model/ids.ts";
import { parseProperties } from "../model/property.ts";
import type { RecordFacts } from "../model/record.ts";
import type { ValueMap } from "../model/value.ts";
import { activity, contextOf, hourMs, log, noon, TestWorkflow, templateOf } from "../test-world.ts";

const dayMs = 24 * hourMs;

interface World {
  readonly records?: Readonly<Record<number, RecordFacts>>;
  readonly document?: ValueMap;
  readonly user?: null;
}

function run(steps: readonly ValueMap[], { records = {}, document = {}, user }: World = {}): TestWorkflow {
  const base = contextOf();
  const fields = { ...base.document.fields, ...parseProperties({ DUE: { Type: "datetime" } }) };
  const context = contextOf({
    document: { ...base.document, fields, values: { ...base.document.values, ...document } },
    ...(user === null ? { user } : {}),
  });
  const workflow = new TestWorkflow(templateOf(steps), context);
  let next = 40;
  workflow.replyTo = (question) => {
    if (question.kind === "new-record") {
      next += 1;
      return next;
    }
    if (question.kind === "record") return records[question.id] ?? null;
    throw new Error(`nothing else is asked, but ${question.kind} was`);
  };
  workflow.send({ kind: "started" });
  return workflow;
}

const made = (workflow: TestWorkflow) => workflow.of("create-record").map(({ record }) => record);
const errors = (workflow: TestWorkflow) => workflow.of("log").flatMap(({ type, text }) => (type === "error" ? [text] : []));
const task = (Fields: ValueMap, more: ValueMap = {}) => activity("Task2Activity", "T", { Fields, ...more });
const closed = (workflow: TestWorkflow, record: number, deleted = false) =>
  workflow.send({ kind: "record-closed", activity: activityName("T"), record, by: userId(3), at: noon + hourMs, deleted });

describe("a task for a person", () => {
  const fields = {
    TITLE: "Call {=Document:TITLE}",
    RESPONSIBLE_ID: ["user_3"],
    CREATED_BY: "user_2",
    DEADLINE: "31.12.2025 12:00:00",
    PRIORITY: 2,
  };

  test("is made with all that is given, and told to whoever is responsible", () => {
    const workflow = run([task(fields, { CheckListItems: ["One", "Two"], TimeEstimateHour: 1, TimeEstimateMin: 30 }), log("{=T:TaskId}")]);
    expect(made(workflow)).toEqual([
      {
        id: 41,
        kind: "task",
        title: "Call Big deal",
        fields: { DESCRIPTION: "", PRIORITY: 2, CHECKLIST: ["One", "Two"], TIME_ESTIMATE: 5400 },
        parent: null,
        responsible: 3,
        createdBy: 2,
        startsAt: null,
        endsAt: Date.UTC(2025, 11, 31, 11),
      },
    ]);
    expect(workflow.of("notify")).toEqual([{ kind: "notify", from: 2, to: [3], text: "A task for you: Call Big deal" }]);
    expect(workflow.report).toEqual(["41"]);
  });

  test("with a deadline that is no date has none, and the log says so", () => {
    const workflow = run([task({ ...fields, DEADLINE: "soon", START_DATE_PLAN: "" })]);
    expect(made(workflow)).toMatchObject([{ startsAt: null, endsAt: null }]);
    expect(errors(workflow)).toEqual(['The deadline of the task is "soon", which is no date: it counts as empty.']);
  });

  test("is waited for where the step says so", () => {
    const workflow = run([task(fields, { HoldToClose: "Y" }), log("{=T:ClosedDate} {=T:ClosedBy > friendly} {=T:IsDeleted}")]);
    expect(workflow.of("create-record")).toMatchObject([{ awaited: true }]);
    closed(workflow, 40);
    expect(workflow.isOver).toBe(false);
    closed(workflow, 41);
    expect(workflow.report).toEqual(["24.12.2025 13:00:00 Cy Dent N"]);
  });

  test("that is deleted is over, too", () => {
    const workflow = run([task(fields, { HoldToClose: "1" }), log("{=T:IsDeleted}")]);
    closed(workflow, 41, true);
    expect(workflow.report).toEqual(["Y"]);
  });

  test("begins a branch when it is done", () => {
    const branch = activity("EventDrivenActivity", "E", {}, [task(fields), log("done")]);
    const workflow = run([activity("ListenActivity", "L", {}, [branch])]);
    expect(workflow.report).toEqual([]);
    closed(workflow, 41);
    expect(workflow.report).toEqual(["done"]);
  });

  test.each([
    [{ ...fields, TITLE: "" }, "no title"],
    [{ ...fields, RESPONSIBLE_ID: "user_5" }, "nobody who is active"],
  ])("that cannot be made is an error in the log: %j", (given, text) => {
    const workflow = run([task(given, { HoldToClose: "Y" }), log("on")]);
    expect(made(workflow)).toEqual([]);
    expect(errors(workflow)).toEqual([expect.stringContaining(text)]);
    expect(workflow.report).toEqual(["on"]);
  });

  test("in the old form has other names", () => {
    const workflow = run([
      activity("TaskActivity", "T", { TaskName: "Old", TaskAssignedTo: "user_3", TaskDetailText: "Text", TaskTrackers: ["user_4"] }),
    ]);
    expect(made(workflow)).toMatchObject([
      { title: "Old", responsible: 3, createdBy: 1, fields: { DESCRIPTION: "Text", AUDITORS: ["user_4"] } },
    ]);
  });
});

describe("changing a task", () => {
  const known: RecordFacts = { kind: "task", title: "Old", fields: { STAGE_ID: 1 }, status: "open", responsible: userId(2) };
  const records = { 7: known, 8: { ...known, status: "closed" }, 9: { ...known, kind: "chat" } } as const;
  const change = (type: string, properties: ValueMap) => run([activity(type, "C", { TaskId: 7, ...properties })], { records });

  test("status, stage, responsible person and fields", () => {
    expect(change("TasksChangeStatusActivity", { TargetStatus: "3" }).of("change-record")).toMatchObject([
      { id: 7, patch: { fields: { STATUS: 3 } } },
    ]);
    expect(change("TasksChangeStageActivity", { TargetStage: "5" }).of("change-record")).toMatchObject([
      { patch: { fields: { STAGE_ID: "5" } } },
    ]);
    const handed = change("TasksChangeResponsibleActivity", { Responsible: "user_3", ModifiedBy: "user_1" });
    expect(handed.of("change-record")).toMatchObject([{ patch: { responsible: 3 } }]);
    expect(handed.of("notify")).toMatchObject([{ from: 1, to: [3] }]);
    const given = { TITLE: "New", DEADLINE: "2025-12-25 10:00", RESPONSIBLE_ID: "user_4", PRIORITY: 1 };
    expect(change("TasksUpdateTaskActivity", { FieldValue: given }).of("change-record")).toEqual([
      { kind: "change-record", id: 7, patch: { title: "New", responsible: 4, endsAt: Date.UTC(2025, 11, 25, 9), fields: { PRIORITY: 1 } } },
    ]);
  });

  test("to done, and away", () => {
    expect(change("TasksChangeStatusActivity", { TargetStatus: 5, ModifiedBy: "user_2" }).of("close-record")).toEqual([
      { kind: "close-record", id: 7, deleted: false, by: 2 },
    ]);
    expect(change("TasksDeleteTaskActivity", {}).of("close-record")).toMatchObject([{ deleted: true, by: 1 }]);
  });

  test("without a number means the last task that the workflow has made", () => {
    const workflow = run([
      task({ TITLE: "A", RESPONSIBLE_ID: "user_3" }),
      activity("TasksDeleteTaskActivity", "D"),
      activity("TasksDeleteTaskActivity", "D2"),
    ]);
    expect(workflow.of("close-record")).toMatchObject([{ id: 41, deleted: true }]);
    expect(errors(workflow)).toEqual(["There is no task 41."]);
  });

  test.each([
    [{ TaskId: 8 }, "is done"],
    [{ TaskId: 9 }, "There is no task 9"],
    [{ TaskId: 10 }, "There is no task 10"],
    [{ TaskId: "" }, "names no task"],
    [{ TargetStatus: "soon" }, "no status"],
  ])("that cannot be done is an error in the log: %j", (properties, text) => {
    const workflow = change("TasksChangeStatusActivity", { TargetStatus: 5, ...properties });
    expect([...workflow.of("close-record"), ...workflow.of("change-record")]).toEqual([]);
    expect(errors(workflow)).toEqual([expect.stringContaining(text)]);
  });
});

describe("calendars and plans", () => {
  test("an entry for each person, on the clock that it names", () => {
    const entry = {
      CalendarUser: ["user_2", "user_3"],
      CalendarName: "Fair",
      CalendarDesrc: "Hall 4",
      CalendarFrom: "24.12.2025 10:00:00",
    };
    expect(made(run([activity("Calendar2Activity", "C", { ...entry, CalendarTimezone: "America/New_York" })]))).toMatchObject([
      { kind: "calendar", title: "Fair", responsible: 2, startsAt: Date.UTC(2025, 11, 24, 15), endsAt: Date.UTC(2025, 11, 24, 15) },
      { responsible: 3, fields: { DESCRIPTION: "Hall 4" } },
    ]);
    const local = run([activity("CalendarActivity", "C", { ...entry, CalendarTimezone: "Mars", CalendarTo: "24.12.2025 11:00:00" })]);
    expect(made(local)[0]).toMatchObject({ startsAt: noon - 2 * hourMs, endsAt: noon - hourMs });
    expect(errors(local)).toEqual([expect.stringContaining("no time zone Mars")]);
  });

  test.each([
    [{ CalendarUser: "user_5", CalendarFrom: "24.12.2025" }, "nobody who is active"],
    [{ CalendarUser: "user_2", CalendarFrom: "soon" }, "no date"],
  ])("an entry that cannot be made: %j", (properties, text) => {
    expect(errors(run([activity("CalendarActivity", "C", properties)]))).toEqual([expect.stringContaining(text)]);
  });

  test.each([
    ["CrmCreateCallActivity", "call", "Call"],
    ["CrmCreateMeetingActivity", "meeting", "Meeting"],
    ["CrmCreateRequestActivity", "request", "To do"],
  ])("%s plans for whoever is responsible", (type, kind, title) => {
    const workflow = run([activity(type, "P", { StartTime: "24.12.2025 14:00:00", Location: "Here" }), log("{=P:Id}")]);
    expect(made(workflow)).toMatchObject([
      { kind, title, responsible: 2, startsAt: noon + 2 * hourMs, endsAt: noon + 2 * hourMs, fields: { LOCATION: "Here" } },
    ]);
    expect(workflow.report).toEqual(["41"]);
  });

  test("a pause before the next contact, from now or before a date", () => {
    const wait = (properties: ValueMap) =>
      run([activity("CrmWaitActivity", "W", properties)], { document: { DUE: "2025-12-31T12:00:00+01:00" } });
    expect(made(wait({ WaitType: "after", WaitDuration: 2, WaitDescription: "Rest" }))).toMatchObject([
      { kind: "wait", title: "Rest", endsAt: noon + 2 * dayMs },
    ]);
    expect(made(wait({ WaitType: "before", WaitDuration: 3, WaitTarget: "DUE" }))).toMatchObject([{ endsAt: noon + 4 * dayMs }]);
    expect(errors(wait({ WaitType: "before", WaitDuration: 30, WaitTarget: "DUE" }))).toEqual([expect.stringContaining("is over")]);
    expect(errors(wait({ WaitType: "before", WaitDuration: 3, WaitTarget: "TITLE" }))).toEqual([expect.stringContaining("no date")]);
  });
});

describe("notes, posts and groups", () => {
  test("comments and events stand in somebody's name", () => {
    const workflow = run([
      activity("CrmTimelineCommentAdd", "C", { CommentText: "Sum {=Document:OPPORTUNITY}", CommentUser: "user_3" }),
      activity("CrmEventAddActivity", "E", { EventType: "PHONE", EventText: "Called" }),
      activity("CrmEventAddActivity", "N", { EventText: " " }),
    ]);
    expect(made(workflow)).toMatchObject([
      { kind: "comment", createdBy: 3, fields: { TEXT: "Sum 1500" } },
      { kind: "event", createdBy: 1, fields: { TYPE: "PHONE", TEXT: "Called" } },
    ]);
    expect(errors(workflow)).toHaveLength(1);
  });

  test("a post is told to its readers", () => {
    const properties = { OwnerId: "user_1", UsersTo: ["user_1", "user_2"], PostTitle: "News", PostMessage: "We won", Tags: ["win"] };
    const workflow = run([activity("SocnetBlogPostActivity", "P", properties), log("{=P:PostId} {=P:PostUrl}")]);
    expect(made(workflow)).toMatchObject([
      { kind: "post", title: "News", createdBy: 1, fields: { TEXT: "We won", TO: ["user_1", "user_2"] } },
    ]);
    expect(workflow.of("notify")).toMatchObject([{ from: 1, to: [2], text: "News\nWe won" }]);
    expect(workflow.report).toEqual(["41 /company/personal/user/1/blog/41/"]);
  });

  test("an entry of the feed, and a work group", () => {
    const workflow = run([
      activity("SocNetLogActivity", "F", { LogTitle: "T", LogText: "Text", EntityType: "U", EntityId: 5 }),
      activity("CreateWorkGroup", "G", {
        GroupName: "Team",
        OwnerId: "user_3",
        Users: ["user_2", "user_4"],
        Fields: { SUBJECT: "{=Document:TITLE}" },
      }),
      activity("CreateWorkGroup", "G2", {}),
    ]);
    expect(made(workflow)).toMatchObject([
      { kind: "feed", title: "T", fields: { TEXT: "Text", ENTITY_TYPE: "U", ENTITY_ID: "5" } },
      { kind: "group", title: "Team", responsible: 3, fields: { SUBJECT: "Big deal", MEMBERS: ["user_2", "user_4"] } },
    ]);
    expect(workflow.resultsOf("G")).toEqual({ GroupId: 42 });
    expect(errors(workflow)).toHaveLength(1);
  });
});

test("what is far too long is an incident, not a record", () => {
  const workflow = run([activity("CrmTimelineCommentAdd", "C", { CommentText: "x".repeat(250_000) })]);
  expect(made(workflow)).toEqual([]);
  expect(workflow.state.incidents).toMatchObject({ C: { kind: "fault", text: expect.stringContaining("Shorten") } });
});

describe("messages", () => {
  const say = (name: string, properties: ValueMap) =>
    activity("ImAddMessageToGroupChatActivity", name, { MessageFields: { MessageText: "Hi" }, ...properties });

  test("to one person, the title first", () => {
    const MessageFields = { MessageText: "About {=Document:TITLE}", MessageTitle: "Look" };
    const workflow = run([activity("ImMessageActivity", "M", { MessageUserFrom: "user_1", MessageUserTo: ["user_2"], MessageFields })]);
    expect(workflow.of("notify")).toEqual([{ kind: "notify", from: 1, to: [2], text: "Look\nAbout Big deal" }]);
    const [list] = run([
      activity("ImMessageActivity", "M", { MessageUserTo: "user_2", MessageFields: { MessageText: "{=Document:TAGS}" } }),
    ]).of("notify");
    expect(list?.text, "one reference is a text, too").toBe("hot, new");
    expect(errors(run([activity("ImMessageActivity", "M", { MessageUserTo: "user_2" })]))).toEqual([expect.stringContaining("no text")]);
  });

  test("in a chat reach all its members but the sender, also those who came later", () => {
    const workflow = run([
      activity("ImCreateGroupChatActivity", "Chat", { ChatName: "Deal", Members: ["user_1", "user_2"] }),
      activity("ImAddMemberToGroupChatActivity", "Add", { ChatId: "{=Chat:ChatId}", Members: ["user_2", "user_3"] }),
      say("Say", { ChatId: "chat{=Chat:ChatId}", FromMember: "user_1" }),
    ]);
    expect(workflow.of("change-record")).toMatchObject([{ id: 41, patch: { fields: { MEMBERS: ["user_1", "user_2", "user_3"] } } }]);
    expect(made(workflow)[1]).toMatchObject({ kind: "message", parent: 41, createdBy: 1, fields: { TEXT: "Hi" } });
    expect(workflow.of("notify")).toEqual([{ kind: "notify", from: 1, to: [2, 3], text: "Deal: Hi" }]);
  });

  test("to a chat that is not there are an error in the log", () => {
    expect(errors(run([say("Say", { ChatId: 5 }), say("Say2", {})]))).toEqual(["There is no chat 5.", "The step names no chat."]);
  });

  test("to those who control: the head above whoever is responsible, and others", () => {
    const notice = (properties: ValueMap) => run([activity("CrmControlNotifyActivity", "N", { MessageText: "Look", ...properties })]);
    expect(notice({ ToUsers: ["user_4"] }).of("notify")).toEqual([{ kind: "notify", from: 2, to: [1, 4], text: "Look" }]);
    expect(notice({ ToUsers: ["user_4"], ToHead: "N" }).of("notify")).toMatchObject([{ to: [4] }]);
    expect(errors(notice({ ToHead: "N" }))).toHaveLength(1);
  });
});

describe("small steps", () => {
  test("an address is called, and nobody waits", () => {
    const workflow = run([activity("WebHookActivity", "H", { Handler: " https://a.example/hook?id={=Document:ID}" })]);
    expect(workflow.of("call-address")).toEqual([{ kind: "call-address", activity: "H", url: "https://a.example/hook?id=7" }]);
    expect(errors(run([activity("WebHookActivity", "H", { Handler: "javascript:alert(1)" })]))).toHaveLength(1);
  });

  test.each([
    [{}, /^[A-Za-z0-9]{5}$/],
    [{ StringLength: 12, Alphabet: ["num"] }, /^\d{12}$/],
    [{ StringLength: "8", Alphabet: ["alphalower", "2"] }, /^[a-z]{8}$/],
    [{ StringLength: -4, Alphabet: ["4"] }, /^[A-Z]$/],
    [{ Alphabet: ["special"] }, /^[^A-Za-z0-9]{5}$/],
  ])("a random text %j", (properties, pattern) => {
    const workflow = run([activity("RandomStringActivity", "R", properties)]);
    expect(workflow.resultsOf("R")["ResultString"]).toMatch(pattern);
  });

  test("alphabets that nobody knows are told", () => {
    const workflow = run([activity("RandomStringActivity", "R", { Alphabet: ["1", "xyz ", ""], StringLength: "40" })]);
    expect(workflow.resultsOf("R")["ResultString"]).toMatch(/^\d{40}$/);
    expect(workflow.of("log").map(({ type, text }) => [type, text])).toEqual([
      ["error", 'There is no alphabet "xyz". Name some of: digits (1), lower (2), upper (4), special (8).'],
    ]);
  });

  test("what the workflow has come to: people, or fields of the document", () => {
    const fix = (properties: ValueMap) => run([activity("FixResultActivity", "F", properties)]);
    expect(fix({ ResultType: 1, ResultFields: ["user_2", "user_3"], AccessType: 1 }).state.result).toEqual({
      type: "user",
      values: { users: ["user_2", "user_3"] },
      access: "author",
      visibleTo: [],
    });
    expect(
      fix({ ResultType: "2", ResultFields: ["TITLE", "OPPORTUNITY"], AccessType: "3", AccessFields: ["user_4"] }).state.result,
    ).toEqual({
      type: "document",
      values: { TITLE: "Big deal", OPPORTUNITY: 1500 },
      access: "chosen",
      visibleTo: ["user_4"],
    });
    const nothing = fix({ ResultType: 1, ResultFields: [] });
    expect(nothing.state.result).toBeUndefined();
    expect(nothing.resultsOf("F")["ErrorMessage"]).toContain("neither people nor fields");
  });
});
