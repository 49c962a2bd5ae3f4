// Actions and robots of applications, and what they answer to a workflow.
import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import { type Kind, registered, waitingStep } from "../../support/applications.ts";
import type { Params } from "../../support/encodings.ts";
import type { Examples } from "../example.ts";

const robot = {
  CODE: "score",
  HANDLER: "http://127.0.0.1:9/score",
  NAME: { en: "Score the client", de: "Kunden bewerten" },
  USE_SUBSCRIPTION: "Y",
  PROPERTIES: { text: { Name: "What to look at", Type: "string", Required: "Y" } },
  RETURN_PROPERTIES: { score: { Name: "Score", Type: "int" } },
};

async function one(world: RestWorld, kind: Kind): Promise<Params> {
  return { CODE: await registered(world, kind, { CODE: "score" }) };
}

function add(kind: Kind): Examples {
  return [
    { title: "With a property and an answer", params: robot },
    {
      title: "A code that is taken",
      params: async (world) => ({ ...robot, ...(await one(world, kind)) }),
      error: "activity-already-installed",
    },
    {
      title: "A property without a name",
      params: { ...robot, PROPERTIES: { text: { Type: "string" } } },
      error: "activity-property-name-empty",
    },
  ];
}

function update(kind: Kind): Examples {
  return [
    {
      title: "A new address and a new name",
      params: async (world) => ({ ...(await one(world, kind)), FIELDS: { HANDLER: "http://127.0.0.1:9/score/2", NAME: "Score" } }),
    },
    { title: "One that was never registered", params: { CODE: "unknown", FIELDS: { NAME: "Score" } }, error: "activity-not-found" },
  ];
}

function list(kind: Kind): Examples {
  return [
    {
      title: "After one was registered",
      params: async (world) => {
        await one(world, kind);
        return {};
      },
    },
  ];
}

function remove(kind: Kind): Examples {
  return [
    { title: "Remove it", params: (world) => one(world, kind) },
    { title: "One that was never registered", params: { CODE: "unknown" }, error: "activity-not-found" },
  ];
}

async function token(world: RestWorld): Promise<string> {
  const fields = { CODE: "score", RETURN_PROPERTIES: robot.RETURN_PROPERTIES };
  return (await waitingStep(world, { fields })).token;
}

export const activityExamples = {
  "bizproc.activity.add": add("activity"),
  "bizproc.activity.delete": remove("activity"),
  "bizproc.activity.list": list("activity"),
  "bizproc.activity.update": update("activity"),
  "bizproc.robot.add": add("robot"),
  "bizproc.robot.delete": remove("robot"),
  "bizproc.robot.list": list("robot"),
  "bizproc.robot.update": update("robot"),
  "bizproc.activity.log": [
    {
      title: "Tell how far it is",
      as: "application",
      params: async (world) => ({ EVENT_TOKEN: await token(world), LOG_MESSAGE: "Half of the pages are read" }),
    },
    {
      title: "Nothing to write",
      as: "application",
      params: async (world) => ({ EVENT_TOKEN: await token(world) }),
      error: "log-message-empty",
    },
  ],
  "bizproc.event.send": [
    {
      title: "Answer with a value",
      as: "application",
      params: async (world) => ({ EVENT_TOKEN: await token(world), RETURN_VALUES: { score: 42 }, LOG_MESSAGE: "Scored" }),
    },
    {
      title: "A token that has been used",
      as: "application",
      params: async (world) => {
        const EVENT_TOKEN = await token(world);
        await world.call("application", "bizproc.event.send", { EVENT_TOKEN });
        return { EVENT_TOKEN, RETURN_VALUES: { score: 43 } };
      },
      error: "event-token-invalid",
    },
  ],
} satisfies Record<string, Examples>;
