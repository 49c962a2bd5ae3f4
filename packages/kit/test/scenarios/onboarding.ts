// Somebody new: side by side a workplace, a talk and the papers; people, calendars, chats, tasks, and a workflow of its own for the equipment.
import { expect } from "vitest";
import { type Step, step } from "../../src/testing/index.ts";
import { command, days, event, note, type Scenario, sequence } from "./build.ts";

const who = "{=Document:ASSIGNED_BY_ID}";
const talk: readonly Step[] = [
  step("CalendarActivity", {
    Title: "Old calendar",
    CalendarUser: [who],
    CalendarName: "Welcome",
    CalendarFrom: "2026-02-02 10:00",
    CalendarTo: "2026-02-02 11:00",
  }),
  step("Calendar2Activity", {
    Title: "Calendar",
    CalendarUser: [who],
    CalendarName: "Tour",
    CalendarFrom: "2026-02-03 10:00",
    CalendarTo: "2026-02-03 11:00",
  }),
  step("AbsenceActivity", {
    Title: "Absence",
    AbsenceUser: [who],
    AbsenceName: "Course",
    AbsenceFrom: "2026-02-09",
    AbsenceTo: "2026-02-10",
    AbsenceType: "ASSIGNMENT",
  }),
  step("CreateWorkGroup", { Title: "Group", GroupName: "New people", OwnerId: "user_1", Users: [who] }, [], "Group"),
  step("ImCreateGroupChatActivity", { Title: "Chat", ChatName: "Welcome", Members: [who], Owner: ["user_1"] }, [], "Chat"),
  step("ImAddMemberToGroupChatActivity", { Title: "More members", ChatId: "{=Chat:ChatId}", Members: ["user_1"] }),
  step("ImAddMessageToGroupChatActivity", {
    Title: "Chat message",
    ChatId: "{=Chat:ChatId}",
    FromMember: ["user_1"],
    MessageFields: { Text: "Hello" },
  }),
  step(
    "SocnetBlogPostActivity",
    { Title: "Post", OwnerId: "user_1", UsersTo: [who], PostTitle: "Welcome", PostMessage: "Say hello" },
    [],
    "Post",
  ),
  step("SocNetLogActivity", { Title: "Feed", LogTitle: "Welcome", LogText: "Somebody new" }),
];
const work: readonly Step[] = [
  step("Task2Activity", { Title: "Desk", Fields: { TITLE: "A desk", RESPONSIBLE_ID: "user_1", DESCRIPTION: "By the window" } }, [], "Desk"),
  step("TasksUpdateTaskActivity", { Title: "A better desk", TaskId: "{=Desk:TaskId}", FieldValue: { TITLE: "A good desk" } }),
  step("TasksChangeResponsibleActivity", { Title: "Somebody else", TaskId: "{=Desk:TaskId}", Responsible: [who] }),
  step("TasksChangeStageActivity", { Title: "Stage", TaskId: "{=Desk:TaskId}", TargetStage: "7" }),
  step("TasksChangeStatusActivity", { Title: "In work", TaskId: "{=Desk:TaskId}", TargetStatus: "3" }),
  step("TaskActivity", { Title: "Old task", TaskName: "Lamp", TaskAssignedTo: ["user_1"], TaskCreatedBy: [who] }, [], "Lamp"),
  step("TasksDeleteTaskActivity", { Title: "No lamp", TaskId: "{=Lamp:TaskId}" }),
  step("Task2Activity", { Title: "Laptop", Fields: { TITLE: "A laptop", RESPONSIBLE_ID: who }, HoldToClose: "Y" }, [], "Laptop"),
];

export const onboarding: Scenario = {
  name: "Onboarding",
  async make(env) {
    const child = await env.template([step("ReviewActivity", { Name: "Order equipment", Users: [env.user("accountant")] })], {
      name: "Equipment",
    });
    const script = await env.template([note("from a script")], { name: "Greeting", isScript: true });
    const papers: readonly Step[] = [
      step(
        "StartWorkflowActivity",
        { Title: "Equipment", DocumentId: "{=Document:ID}", TemplateId: String(child.id), UseSubscription: "Y" },
        [],
        "Equipment",
      ),
      step("StartScriptActivity", { Title: "Greeting", DocumentId: "{=Document:ID}", TemplateId: String(script.id) }),
      step("ListenActivity", { Title: "Papers" }, [
        event(command("Papers are here", env.user("manager")), note("papers")),
        event(days(5, "Five days"), note("no papers")),
      ]),
    ];
    const day = step("WaitWorkDayActivity", { Title: "First day", TargetUser: [env.user("manager")] });
    const pause = step("RobotDelayActivity", { Title: "Robot's pause", TimeoutDuration: "1", TimeoutDurationType: "h" });
    const source = [
      step("ParallelActivity", { Title: "Side by side" }, [sequence(...talk), sequence(...work), sequence(...papers)]),
      pause,
      day,
    ];
    return { source };
  },
  branches: 5,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source);
    expect(run.children().map(({ tasks, status }) => [status, tasks])).toEqual([["running", ["Order equipment"]]]);
    await run.children()[0]?.task("Order").complete("accountant");
    expect(env.runs.find((one) => one.log.includes("from a script"))?.status).toBe("completed");
    expect(run.commands).toEqual(["Papers are here"]);
    await run.command("Papers are here", "manager");
    expect(run.records.map(({ title }) => title)).toEqual(expect.arrayContaining(["A good desk", "A laptop", "Welcome"]));
    await run.closeRecord("A laptop", "employee");
    await env.advance("1h");
    await env.workday("manager");
    expect(run).toMatchObject({ status: "completed", problems: [] });
    expect(run.log).toContain("papers");
  },
};
