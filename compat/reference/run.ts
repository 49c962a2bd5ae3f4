// Makes the call of an example, as JSON and as a form, each on a portal of its own, and tells what came back.
import { expect } from "vitest";
import { errorForm } from "../../packages/server/src/rest/errors.ts";
import type { Method } from "../../packages/server/src/rest/method.ts";
import { createRestWorld } from "../../packages/server/test/support/rest-world.ts";
import { type Encoding, type Params, type Reply, send } from "../support/encodings.ts";
import type { Example } from "./example.ts";
import { steadier } from "./steady.ts";

export interface Shown extends Called {
  readonly title: string;
  /** Whether the call can be made as a form, too. */
  readonly asForm: boolean;
}

interface Called {
  /** Whose webhook is called; null: an application calls, with its token. */
  readonly webhookOf: string | null;
  readonly params: Params;
  readonly status: number;
  /** With words in place of times. */
  readonly body: Readonly<Record<string, unknown>>;
}

export async function run(method: Method, example: Example): Promise<Shown> {
  const asForm = example.onlyJson !== true;
  const [called, other] = await Promise.all([call("POST JSON", method, example), asForm ? call("POST form", method, example) : null]);
  if (other !== null) expect(other.body, `${example.title}, as a form`).toEqual(called.body);
  return { ...called, title: example.title, asForm };
}

async function call(encoding: Encoding, method: Method, example: Example): Promise<Called> {
  const world = await createRestWorld();
  try {
    const params = typeof example.params === "function" ? await example.params(world) : (example.params ?? {});
    const door = world.door(example.as ?? (method.context === "application" ? "application" : "admin"));
    const reply = await send(encoding, door, method.name, params);
    expectAnswer(method, example, reply);
    const steady = steadier();
    const [webhookOf = null] = /(?<=\/rest\/)\d+/.exec(door.url) ?? [];
    return { webhookOf, params: steady(params), status: reply.status, body: steady(reply.body) };
  } finally {
    await world.close();
  }
}

function expectAnswer({ name }: Method, { title, error }: Example, { status, body }: Reply): void {
  const what = `${name}, ${title}: ${JSON.stringify(body)}`;
  if (error === undefined) {
    expect({ status, error: body.error, timed: "time" in body }, what).toEqual({ status: 200, error: undefined, timed: true });
    return;
  }
  const wanted = errorForm(error, name);
  expect({ status, error: body.error }, what).toEqual({ status: wanted.status, error: wanted.error });
}
