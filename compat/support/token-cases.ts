// Event tokens that open nothing: what bizproc.event.send and bizproc.activity.log refuse alike.
import { activityName, type Event } from "@kontor/engine/model";
import { resumeWorkflow } from "../../packages/server/src/operations/resume-workflow.ts";
import type { RestWorld, Who } from "../../packages/server/test/support/rest-world.ts";
import { eventIdOf, signedToken, type WaitingStep, waitingStep } from "./applications.ts";
import type { Params } from "./encodings.ts";
import type { Case } from "./replay.ts";

const denied = { status: 403, error: "ACCESS_DENIED", text: "Access denied!" };

/** @param rest of the parameters, with which the call would be good */
export function tokenCases(rest: Params): Case[] {
  const spoiled = (
    line: string,
    spoil: (step: WaitingStep, world: RestWorld) => Promise<unknown> | unknown,
    as: Who = "application",
  ): Case => ({
    ...{ line: `ACCESS_DENIED: ${line}`, as, answers: denied },
    async params(world) {
      const step = await waitingStep(world);
      return { EVENT_TOKEN: await spoil(step, world), ...rest };
    },
  });
  const after = (line: string, happens: (step: WaitingStep, world: RestWorld) => Promise<unknown>, as?: Who) =>
    spoiled(
      line,
      async (step, world) => {
        await happens(step, world);
        return step.token;
      },
      as,
    );
  return [
    { line: "ACCESS_DENIED: no EVENT_TOKEN", as: "application", params: rest, answers: denied },
    spoiled("an empty EVENT_TOKEN", () => ""),
    spoiled("a text that is no token", () => "nonsense"),
    spoiled("a list", ({ token }) => [token]),
    spoiled(
      "the token of the page's example",
      () =>
        "55c1dc1c3f0d75.78875596|A51601_82584_96831_81132|hsyUws1j4XiwqPqN45eH66CcQtEvpUIP.47dd5d888e8e549d2c984713e12a4268e6e87d0208ca1f093ba1075e77f92e90",
    ),
    spoiled("another signature", ({ token }) => token.replace(/.$/, (last) => (last === "0" ? "1" : "0"))),
    spoiled("the signature in upper case", ({ token }) =>
      token.replace(/[0-9a-f]{64}$/, (signature) => signature.toUpperCase().replace(/^./, "A")),
    ),
    spoiled("cut off", ({ token }) => token.slice(0, -1)),
    spoiled("something behind it", ({ token }) => `${token}0`),
    spoiled("a blank before it", ({ token }) => ` ${token}`),
    spoiled("another event id", ({ token }) => token.replace(eventIdOf(token), "x".repeat(32))),
    spoiled("another step", ({ token }) => token.replace("|Ask|", "|Other|")),
    spoiled("another workflow", async ({ token, workflow }, world) => token.replace(workflow, (await waitingStep(world)).workflow)),
    spoiled("one that the portal signed, for a wait that never was", ({ workflow }, world) =>
      signedToken(world, world.portalId, workflow, "x".repeat(32)),
    ),
    spoiled("one of another portal", ({ workflow, token }, world) => signedToken(world, world.portalId + 1, workflow, eventIdOf(token))),
    spoiled("one of another application", ({ token }) => token, "other application"),
    after("used", ({ token }, world) => world.call("application", "bizproc.event.send", { EVENT_TOKEN: token })),
    after("its workflow was terminated", ({ workflow }, world) => world.call("admin", "bizproc.workflow.terminate", { ID: workflow })),
    after("its workflow was killed", ({ workflow }, world) => world.call("admin", "bizproc.workflow.kill", { ID: workflow })),
    {
      ...{ line: "ACCESS_DENIED: its time is over", as: "application", answers: denied },
      async params(world) {
        const { workflow, token } = await waitingStep(world, { values: { TimeoutDuration: 60, TimeoutDurationType: "s" } });
        await world.test.database.sql`update portal set clock_offset_ms = clock_offset_ms + 61000`;
        await happened(world, workflow, { kind: "timer-fired", activity: activityName("Ask") });
        return { EVENT_TOKEN: token, ...rest };
      },
    },
  ];
}

/** What a worker brings to a workflow. */
export async function happened(world: RestWorld, workflowId: string, event: Event): Promise<void> {
  const { kind } = await resumeWorkflow(world.runtime, { portalId: world.portalId, workflowId, event, userId: null });
  if (kind !== "resumed") throw new Error(`${event.kind} was ${kind}`);
}
