import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRestWorld, type RestWorld } from "../support/rest-world.ts";

let world: RestWorld;
beforeAll(async () => {
  world = await createRestWorld();
});
afterAll(() => world.close());

const handler = "https://app.example/handler/";
const settings = "https://app.example/settings/?a=1";

/** What is kept for the page that opens the settings of a step. */
async function kept(): Promise<unknown> {
  const text = "select use_placement as used, placement_handler as handler from application_activity where application_id = $1";
  return (await world.runtime.database.run({ text, values: [world.applicationId] }))[0];
}

describe.each(["robot", "activity"] as const)("bizproc.%s", (kind) => {
  const call = (verb: string, params: object) => world.call("application", `bizproc.${kind}.${verb}`, { CODE: "placed", ...params });
  // A code is unique over both kinds.
  beforeEach(async () => {
    for (const each of ["robot", "activity"]) await world.call("application", `bizproc.${each}.delete`, { CODE: "placed" });
  });

  test.each([
    [
      { USE_PLACEMENT: "Y", PLACEMENT_HANDLER: settings },
      { used: true, handler: settings },
    ],
    [
      { USE_PLACEMENT: true, PLACEMENT_HANDLER: settings },
      { used: true, handler: settings },
    ],
    [
      { use_placement: "Y", placement_handler: "http://app.example/" },
      { used: true, handler: "http://app.example/" },
    ],
    [
      { USE_PLACEMENT: "N", PLACEMENT_HANDLER: settings },
      { used: false, handler: settings },
    ],
    [
      { USE_PLACEMENT: "N", PLACEMENT_HANDLER: "" },
      { used: false, handler: "" },
    ],
    [{}, { used: false, handler: "" }],
  ])("keeps %j", async (params, expected) => {
    expect((await call("add", { HANDLER: handler, NAME: "Placed", ...params })).body.result).toBe(true);
    expect(await kept()).toEqual(expected);
  });

  test.each([
    [{ USE_PLACEMENT: "Y" }, "ERROR_WRONG_HANDLER_URL"],
    [{ USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "" }, "ERROR_WRONG_HANDLER_URL"],
    [{ USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "app.example" }, "ERROR_WRONG_HANDLER_URL"],
    [{ USE_PLACEMENT: "Y", PLACEMENT_HANDLER: "ftp://app.example/" }, "ERROR_UNSUPPORTED_PROTOCOL"],
    [{ USE_PLACEMENT: "N", PLACEMENT_HANDLER: "javascript:alert(1)" }, "ERROR_UNSUPPORTED_PROTOCOL"],
    [{ PLACEMENT_HANDLER: "data:text/html,x" }, "ERROR_UNSUPPORTED_PROTOCOL"],
  ])("refuses %j", async (params, error) => {
    expect(await call("add", { HANDLER: handler, NAME: "Placed", ...params })).toMatchObject({ status: 400, body: { error } });
    expect(await kept()).toBeUndefined();
  });

  test("changes what is said and keeps the rest", async () => {
    await call("add", { HANDLER: handler, NAME: "Placed" });
    const update = (FIELDS: object) => call("update", { FIELDS });
    expect(await update({ USE_PLACEMENT: "Y" })).toMatchObject({ body: { error: "ERROR_WRONG_HANDLER_URL" } });
    expect((await update({ PLACEMENT_HANDLER: settings })).body.result).toBe(true);
    expect((await update({ USE_PLACEMENT: "Y" })).body.result).toBe(true);
    expect((await update({ NAME: "Still placed" })).body.result).toBe(true);
    expect(await kept()).toEqual({ used: true, handler: settings });
    expect(await update({ PLACEMENT_HANDLER: "" })).toMatchObject({ body: { error: "ERROR_WRONG_HANDLER_URL" } });
    expect(await update({ PLACEMENT_HANDLER: "javascript:x" })).toMatchObject({ body: { error: "ERROR_UNSUPPORTED_PROTOCOL" } });
    expect((await update({ USE_PLACEMENT: "N", PLACEMENT_HANDLER: "" })).body.result).toBe(true);
    expect(await kept()).toEqual({ used: false, handler: "" });
  });
});
