import { activityName } from "@kontor/engine/model";
import { expect } from "vitest";
import type { Who } from "../../packages/server/test/support/rest-world.ts";
import { step } from "../../packages/server/test/support/world.ts";
import { eventIdOf, logOf, registered, resultsOf, waitingStep, workflowOf } from "../support/applications.ts";
import type { Params } from "../support/encodings.ts";
import { type Case, replay } from "../support/replay.ts";
import { stateOf } from "../support/tasks.ts";
import { happened, tokenCases } from "../support/token-cases.ts";

const options = { Options: { a: "First", b: "Second" } };

/** What is declared, what the application sends, and what the workflow goes on with. */
const returned: readonly (readonly [line: string, definition: Params, sent: unknown, got: unknown, only?: Case["only"]])[] = [
  ["string", { Type: "string" }, "Straße", "Straße"],
  ["string: an empty one", { Type: "string" }, "", ""],
  ["string: a number", { Type: "string" }, 12.5, "12.5"],
  ["string: several, the first", { Type: "string" }, ["a", "b"], "a"],
  ["text with line breaks", { Type: "text" }, "one\r\ntwo", "one\r\ntwo"],
  ["int", { Type: "int" }, 42, 42],
  ["int: as text", { Type: "int" }, "42", 42],
  ["int: less than nothing", { Type: "int" }, -7, -7],
  ["int: a fraction is cut", { Type: "int" }, "7.9", 7],
  ["int: empty", { Type: "int" }, "", null],
  ["double", { Type: "double" }, 2.5, 2.5],
  ["double: with a comma", { Type: "double" }, "2,5", 2.5],
  ["double: with blanks", { Type: "double" }, "1 234.5", 1234.5],
  ...["Y", "y", "true", 1, true].map((yes) => [`bool: ${JSON.stringify(yes)}`, { Type: "bool" }, yes, "Y"] as const),
  ...["N", "n", "false", 0, false].map((no) => [`bool: ${JSON.stringify(no)}`, { Type: "bool" }, no, "N"] as const),
  ["date", { Type: "date" }, "2025-12-25", "2025-12-25"],
  ["date: as the portal writes it", { Type: "date" }, "25.12.2025", "2025-12-25"],
  ["date: none", { Type: "date" }, "", null],
  ["date: a word", { Type: "date" }, "someday", null],
  ["datetime with an offset", { Type: "datetime" }, "2025-12-25T10:00:00+00:00", "2025-12-25T11:00:00+01:00"],
  ["datetime without an offset is on the portal's clock", { Type: "datetime" }, "2025-12-25T10:00:00", "2025-12-25T10:00:00+01:00"],
  ["datetime: as the portal writes it", { Type: "datetime" }, "25.12.2025 10:00:00", "2025-12-25T10:00:00+01:00"],
  ["file: a number names none that an application can know", { Type: "file" }, 17, null],
  ["select: the key", { Type: "select", ...options }, "b", "b"],
  ["select: the label", { Type: "select", ...options }, "Second", "b"],
  ["select: neither is kept", { Type: "select", ...options }, "c", "c"],
  ["user", { Type: "user" }, "user_2", "user_2"],
  ["user: a number", { Type: "user" }, 3, "user_3"],
  ["user: no person", { Type: "user" }, "somebody", null],
  ["a type of the document", { Type: "UF:address" }, "Berlin", "Berlin"],
  ["no Type: a string", {}, "text", "text"],
  ["Multiple: several", { Type: "string", Multiple: "Y" }, ["a", "b"], ["a", "b"]],
  ["Multiple: one", { Type: "string", Multiple: "Y" }, "a", ["a"]],
  ["Multiple: numbers", { Type: "int", Multiple: "Y" }, ["1", "2"], [1, 2]],
  ["Multiple: with keys", { Type: "string", Multiple: "Y" }, { x: "a", y: "b" }, ["a", "b"]],
  ["Multiple: people", { Type: "user", Multiple: true }, ["user_2", 3], ["user_2", "user_3"]],
  ["Multiple: none", { Type: "string", Multiple: "Y" }, [], [], ["POST JSON"]],
  ["null", { Type: "string" }, null, null, ["POST JSON"]],
];

/** The step is declared to return `score` and `Title`. */
const fields = { RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" }, Title: { Name: "Title", Type: "string" } } };

function answered(line: string, params: Params, results: unknown, as: Who = "application"): Case {
  return {
    ...{ line, as, answers: { result: true } },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world, { fields })).token, ...params }),
    async leaves(world, { EVENT_TOKEN }) {
      expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual(results);
    },
  };
}

const page = "bizproc/bizproc-robot/bizproc-event-send.md";

replay("bizproc.event.send", page, [
  answered("EVENT_TOKEN alone: the workflow goes on", {}, { IsTimeout: 0 }),
  {
    ...{ line: "names in lower case, as the PHP SDK writes them", as: "application", answers: { result: true } },
    params: async (world) => ({
      event_token: (await waitingStep(world, { fields })).token,
      return_values: { score: 5 },
      log_message: "Scored",
    }),
    async leaves(world, { event_token }) {
      expect(await resultsOf(world, workflowOf(event_token))).toEqual({ score: 5, IsTimeout: 0 });
      expect(await logOf(world, workflowOf(event_token))).toContain("Scored");
    },
  },
  {
    ...{ line: "an action answers as a robot does", as: "application", answers: { result: true } },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world, { kind: "activity" })).token }),
    async leaves(world, { EVENT_TOKEN }) {
      expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual({ IsTimeout: 0 });
    },
  },
  ...(["application of the employee", "admin", "employee", "manager"] as const).map((who) =>
    answered(`any user: the ${who}`, { RETURN_VALUES: { score: 1 } }, { score: 1, IsTimeout: 0 }, who),
  ),
  ...returned.map(
    ([line, definition, sent, got, only]): Case => ({
      ...{ line: `RETURN_VALUES: ${line}`, as: "application", answers: { result: true }, ...(only === undefined ? {} : { only }) },
      async params(world) {
        const { token } = await waitingStep(world, { fields: { RETURN_PROPERTIES: { value: { Name: "Value", ...definition } } } });
        return { EVENT_TOKEN: token, RETURN_VALUES: { value: sent } };
      },
      async leaves(world, { EVENT_TOKEN }) {
        expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual({ value: got, IsTimeout: 0 });
      },
    }),
  ),
  answered("RETURN_VALUES: all that is declared", { RETURN_VALUES: { score: 1, Title: "x" } }, { score: 1, Title: "x", IsTimeout: 0 }),
  answered("RETURN_VALUES: names in any case", { RETURN_VALUES: { SCORE: 1, title: "x" } }, { score: 1, Title: "x", IsTimeout: 0 }),
  answered("RETURN_VALUES: what is not declared is passed over", { RETURN_VALUES: { score: 1, other: 2 } }, { score: 1, IsTimeout: 0 }),
  answered("RETURN_VALUES: IsTimeout is not the application's to say", { RETURN_VALUES: { IsTimeout: 1 } }, { IsTimeout: 0 }),
  answered("RETURN_VALUES: an empty list", { RETURN_VALUES: [] }, { IsTimeout: 0 }),
  answered("RETURN_VALUES: an empty text", { RETURN_VALUES: "" }, { IsTimeout: 0 }),
  answered(
    "RETURN_VALUES: what looks like an expression stays text",
    { RETURN_VALUES: { Title: "{=Document:TITLE}" } },
    {
      Title: "{=Document:TITLE}",
      IsTimeout: 0,
    },
  ),
  {
    ...{ line: "RETURN_VALUES: the next step reads them", as: "application", answers: { result: true } },
    async params(world) {
      const { token } = await waitingStep(world, { fields, next: [step("LogActivity", { Text: "=2*{=Ask:score}" })] });
      return { EVENT_TOKEN: token, RETURN_VALUES: { score: "21" } };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect(await logOf(world, workflowOf(EVENT_TOKEN))).toContain("42");
    },
  },
  {
    ...{ line: "LOG_MESSAGE: a line of the log", as: "application", answers: { result: true } },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world)).token, LOG_MESSAGE: "Done: ünï <b>" }),
    async leaves(world, { EVENT_TOKEN }) {
      expect(await logOf(world, workflowOf(EVENT_TOKEN))).toContain("Done: ünï <b>");
    },
  },
  ...[
    ["left out", {}],
    ["empty", { LOG_MESSAGE: "" }],
  ].map(
    ([how, more]): Case => ({
      ...{ line: `LOG_MESSAGE ${how}: no line of the log`, as: "application", answers: { result: true } },
      async params(world) {
        const { token, workflow } = await waitingStep(world);
        return { EVENT_TOKEN: token, ...(more as object), lines: (await logOf(world, workflow)).length };
      },
      async leaves(world, { EVENT_TOKEN }) {
        const { token } = await waitingStep(world);
        await world.call("application", "bizproc.event.send", { EVENT_TOKEN: token, LOG_MESSAGE: "One more" });
        const said = await logOf(world, workflowOf(token));
        expect(await logOf(world, workflowOf(EVENT_TOKEN))).toHaveLength(said.length - 1);
      },
    }),
  ),
  {
    ...{ line: "the step that waits without saying so: USE_SUBSCRIPTION empty", as: "application", answers: { result: true } },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world, { fields: { USE_SUBSCRIPTION: "" } })).token }),
  },
  {
    ...{ line: "the timer of the step goes with it", as: "application", answers: { result: true } },
    params: async (world) => ({
      EVENT_TOKEN: (await waitingStep(world, { values: { TimeoutDuration: 5, TimeoutDurationType: "d" } })).token,
    }),
    async leaves(world, { EVENT_TOKEN }) {
      const { sql } = world.test.database;
      expect(await sql`select from job where workflow_id = ${workflowOf(EVENT_TOKEN)} and kind = 'fire-timer'`).toEqual([]);
      expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual({ IsTimeout: 0 });
    },
  },
  {
    ...{ line: "a step whose call was given up: the answer counts all the same", as: "application", answers: { result: true } },
    async params(world) {
      const { token, workflow } = await waitingStep(world, { fields });
      await happened(world, workflow, {
        ...{ kind: "delivery-failed", activity: activityName("Ask") },
        ...{ eventId: eventIdOf(token), reason: "no answer" },
      });
      return { EVENT_TOKEN: token, RETURN_VALUES: { score: 3 } };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual({ score: 3, IsTimeout: 0 });
    },
  },
  {
    ...{ line: "the action was changed meanwhile: what it returns now counts", as: "application", answers: { result: true } },
    async params(world) {
      const { token, code } = await waitingStep(world, { fields });
      const changed = { RETURN_PROPERTIES: { score: { Name: "Score", Type: "string" } } };
      await world.call("application", "bizproc.robot.update", { CODE: code, FIELDS: changed });
      return { EVENT_TOKEN: token, RETURN_VALUES: { score: 3, Title: "x" } };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect(await resultsOf(world, workflowOf(EVENT_TOKEN))).toEqual({ score: "3", IsTimeout: 0 });
    },
  },
  {
    ...{ line: "the action was deleted meanwhile: the workflow is held, and takes the same answer when it is back", as: "application" },
    answers: { result: true },
    async params(world) {
      const { token, code } = await waitingStep(world, { fields });
      await world.call("application", "bizproc.robot.delete", { CODE: code });
      return { EVENT_TOKEN: token, RETURN_VALUES: { score: 3 }, code };
    },
    async leaves(world, { EVENT_TOKEN, code }) {
      const workflow = workflowOf(EVENT_TOKEN);
      expect(await resultsOf(world, workflow)).toBeUndefined();
      await registered(world, "robot", { CODE: code, ...fields });
      const again = { EVENT_TOKEN, RETURN_VALUES: { score: 3 } };
      expect((await world.call("application", "bizproc.event.send", again)).body.result).toBe(true);
      expect(await resultsOf(world, workflow)).toEqual({ score: 3, IsTimeout: 0 });
    },
  },
  {
    ...{ line: "the workflow's status is no longer that of the step", as: "application", answers: { result: true } },
    async params(world) {
      const { token, workflow } = await waitingStep(world, { values: { StatusMessage: "Scoring" } });
      expect((await stateOf(world, workflow)).stateTitle).toBe("Scoring");
      return { EVENT_TOKEN: token };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect((await stateOf(world, workflowOf(EVENT_TOKEN))).stateTitle).not.toBe("Scoring");
    },
  },

  ...tokenCases({ RETURN_VALUES: { score: 1 }, LOG_MESSAGE: "Done" }),
  {
    ...{ line: "ACCESS_DENIED: USE_SUBSCRIPTION N, the step did not wait", as: "application" },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world, { fields: { USE_SUBSCRIPTION: "N" } })).token }),
    answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
  },
  {
    ...{ line: "ACCESS_DENIED: the document was deleted, and its workflows with it", as: "application" },
    async params(world) {
      const { token, workflow } = await waitingStep(world);
      const { body } = await world.call("admin", "bizproc.workflow.instances", { select: ["DOCUMENT_ID"], filter: { ID: workflow } });
      await world.call("admin", "crm.deal.delete", { id: body.result[0].DOCUMENT_ID.replace("DEAL_", "") });
      return { EVENT_TOKEN: token };
    },
    answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
  },
  {
    ...{ line: "RETURN_VALUES that is a text is refused, and the step waits on", as: "application" },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world)).token, RETURN_VALUES: "score=1" }),
    answers: { status: 400, error: "INVALID_ARG_VALUE", text: "Invalid value of 'RETURN_VALUES': expected a map" },
  },
]);
