// A template from elsewhere names applications, smart processes, pipelines and global values that are not here: they are made for it.
import { expect, it } from "vitest";
import { explore, furnish, step } from "../src/testing/index.ts";
import { openEnv } from "./support.ts";

const type = `rest_${"0123456789abcdef".repeat(2)}`;

it("applications of which only the type is known are played: both sides of a condition on their answer", async () => {
  const env = await openEnv();
  const high = { mixedcondition: [{ object: "Score", field: "score", operator: ">", value: "70", joiner: "0" }] };
  const source = [
    step(type, { Title: "Score", text: "{=Document:TITLE}" }, [], "Score"),
    step("IfElseActivity", { Title: "High" }, [step("IfElseBranchActivity", { Title: "yes", ...high })]),
  ];
  expect(await explore(env, source, { runs: 2 })).toMatchObject({ held: [expect.stringContaining("is not installed")] });
  await furnish(env, source);
  expect(await explore(env, source)).toMatchObject({ branches: { of: 2, isWhole: true }, held: [], problems: [] });
  expect(env.robots[0]?.calls[0]?.properties).toEqual({ text: "Explored" });
});

it("smart processes, pipelines and global values are there", async () => {
  const env = await openEnv();
  const count = { Conditions: { "{=GlobalVar:Count}": ["{=GlobalVar:Count}", "+", "{=GlobalConst:Step}"] } };
  const source = [
    step("CrmCreateDynamicActivity", { DynamicTypeId: "147", DynamicEntitiesFields: { "147_TITLE": "One" } }),
    step("MathOperationActivity", count),
    step("CrmChangeDealCategoryActivity", { Title: "Pipeline", CategoryId: "7" }),
  ];
  await furnish(env, source);
  const found = await explore(env, source, { runs: 3 });
  expect(found).toMatchObject({ problems: [], ends: { never: ["completed"] } });
  expect(env.runs[0]?.document).toMatchObject({ CATEGORY_ID: "7" });
});
