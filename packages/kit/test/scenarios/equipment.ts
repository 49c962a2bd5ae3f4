// Items of a smart process follow a deal; a global number counts them.
import { expect } from "vitest";
import { step } from "../../src/testing/index.ts";
import { branch, ifElse, note, onAny, otherwise, type Scenario } from "./build.ts";

const dynamic = { DynamicTypeId: "147" };
const named = { ...dynamic, DynamicId: "{=Made:ItemId}" };

export const equipment: Scenario = {
  name: "Equipment of a smart process",
  async make(env) {
    await env.smartProcess("Equipment", 147);
    await env.global("Count", 1, { type: "int" });
    await env.global("Word", "none");
    const make = step(
      "CrmCreateDynamicActivity",
      { Title: "Make", ...dynamic, DynamicEntitiesFields: { "147_TITLE": "For {=Document:TITLE}" } },
      [],
      "Made",
    );
    const change = step("CrmUpdateDynamicActivity", { Title: "Change", ...named, DynamicEntitiesFields: { "147_TITLE": "Laptop" } });
    const read = step("CrmGetDynamicInfoActivity", { Title: "Read", ...named, ReturnFields: { TITLE: {} } }, [], "Info");
    const count = step("MathOperationActivity", {
      Title: "Count",
      Conditions: { "{=GlobalVar:Count}": [["{=GlobalVar:Count}", "+", "1"]] },
    });
    const word = step("SetGlobalVariableActivity", { Title: "Word", GlobalVariableValue: { "{=GlobalVar:Word}": "{=Info:TITLE}" } });
    const remove = step("CrmDeleteDynamicActivity", { Title: "Delete", ...named });
    const end = ifElse(
      "Enough",
      branch("many", onAny("GlobalVar", "Count", ">", "3"), remove),
      otherwise(note("kept {=GlobalVar:Word}", "Kept")),
    );
    return { source: [make, change, read, count, word, end] };
  },
  branches: 2,
  ends: 1,
  async check(env, source) {
    const run = await env.start(source, { document: { TITLE: "Anna" } });
    expect(run).toMatchObject({ status: "completed", problems: [], log: ["kept Laptop"] });
    expect([await env.globalValue("Count"), await env.globalValue("Word")]).toEqual([2, "Laptop"]);
  },
};
