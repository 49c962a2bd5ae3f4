import { activityName } from "@kontor/engine/model";
import { expect } from "vitest";
import type { Who } from "../../packages/server/test/support/rest-world.ts";
import { eventIdOf, logOf, resultsOf, waitingStep, workflowOf } from "../support/applications.ts";
import type { Params } from "../support/encodings.ts";
import { type Case, replay } from "../support/replay.ts";
import { happened, tokenCases } from "../support/token-cases.ts";

const noMessage = { status: 400, error: "ERROR_EMPTY_LOG_MESSAGE", text: "Empty log message!" };

function logged(line: string, LOG_MESSAGE: unknown, text: string, as: Who = "application"): Case {
  return {
    ...{ line, as, answers: { result: true } },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world, { kind: "activity" })).token, LOG_MESSAGE }),
    async leaves(world, { EVENT_TOKEN }) {
      const workflow = workflowOf(EVENT_TOKEN);
      expect((await logOf(world, workflow)).at(-1)).toBe(text);
      expect(await resultsOf(world, workflow)).toBeUndefined();
      expect((await world.call("application", "bizproc.event.send", { EVENT_TOKEN })).body.result).toBe(true);
    },
  };
}

function silent(line: string, message: Params, only?: Case["only"]): Case {
  return {
    ...{ line: `ERROR_EMPTY_LOG_MESSAGE: ${line}`, as: "application", answers: noMessage, ...(only === undefined ? {} : { only }) },
    params: async (world) => ({ EVENT_TOKEN: (await waitingStep(world)).token, ...message }),
  };
}

const page = "bizproc/bizproc-activity/bizproc-activity-log.md";

replay("bizproc.activity.log", page, [
  logged("LOG_MESSAGE: a line of the log; the step waits on", "Please wait for answer!", "Please wait for answer!"),
  logged("LOG_MESSAGE with what is special elsewhere", "50 % <b>ünï</b>\r\n{=Document:TITLE}", "50 % <b>ünï</b>\r\n{=Document:TITLE}"),
  logged("LOG_MESSAGE that is a number", 42, "42"),
  logged("LOG_MESSAGE 0", 0, "0"),
  logged("LOG_MESSAGE of ten thousand characters", "x".repeat(10_000), "x".repeat(10_000)),
  ...(["admin", "employee", "application of the employee"] as const).map((who) =>
    logged(`any user: the ${who}`, "Half way", "Half way", who),
  ),
  {
    ...{ line: "names in lower case, as in the page's example", as: "application", answers: { result: true } },
    params: async (world) => ({ event_token: (await waitingStep(world)).token, log_message: "Half way" }),
    async leaves(world, { event_token }) {
      expect((await logOf(world, workflowOf(event_token))).at(-1)).toBe("Half way");
    },
  },
  {
    ...{ line: "as often as one likes", as: "application", answers: { result: true } },
    async params(world) {
      const { token: EVENT_TOKEN } = await waitingStep(world);
      for (const LOG_MESSAGE of ["One", "Two"]) await world.call("application", "bizproc.activity.log", { EVENT_TOKEN, LOG_MESSAGE });
      return { EVENT_TOKEN, LOG_MESSAGE: "Three" };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect((await logOf(world, workflowOf(EVENT_TOKEN))).slice(-3)).toEqual(["One", "Two", "Three"]);
    },
  },
  {
    ...{ line: "USE_SUBSCRIPTION N: the step is over, its application may log while the workflow runs", as: "application" },
    params: async (world) => ({
      EVENT_TOKEN: (await waitingStep(world, { fields: { USE_SUBSCRIPTION: "N" } })).token,
      LOG_MESSAGE: "Late",
    }),
    answers: { result: true },
    async leaves(world, { EVENT_TOKEN }) {
      expect(await logOf(world, workflowOf(EVENT_TOKEN))).toContain("Late");
    },
  },
  {
    ...{ line: "a step whose call was given up", as: "application", answers: { result: true } },
    async params(world) {
      const { token, workflow } = await waitingStep(world);
      await happened(world, workflow, {
        ...{ kind: "delivery-failed", activity: activityName("Ask") },
        ...{ eventId: eventIdOf(token), reason: "no answer" },
      });
      return { EVENT_TOKEN: token, LOG_MESSAGE: "Still here" };
    },
    async leaves(world, { EVENT_TOKEN }) {
      expect(await logOf(world, workflowOf(EVENT_TOKEN))).toContain("Still here");
    },
  },
  silent("no LOG_MESSAGE", {}),
  silent("an empty one", { LOG_MESSAGE: "" }),
  silent("blanks", { LOG_MESSAGE: " \n " }),
  silent("null", { LOG_MESSAGE: null }, ["POST JSON"]),
  ...tokenCases({ LOG_MESSAGE: "Half way" }),
  {
    ...{ line: "ACCESS_DENIED comes before an empty message", as: "application" },
    params: { EVENT_TOKEN: "nonsense" },
    answers: { status: 403, error: "ACCESS_DENIED", text: "Access denied!" },
  },
]);
