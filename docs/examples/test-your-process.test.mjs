// A process under test: an approval that must not take longer than two days. Run it with: node --test docs/examples/test-your-process.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { step, testEnv } from "@kontor/kit/testing";

test("nobody decides for two days: the deal is lost", async (t) => {
  const env = await testEnv({ users: { anna: { boss: "max" }, max: {} } });
  t.after(() => env.close());
  const yes = step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "WON" } })]);
  const no = step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "LOSE" } })]);
  const deadline = { TimeoutDuration: "2", TimeoutDurationType: "d" };
  const ask = step("ApproveActivity", { Name: "Approve {=Document:TITLE}", Users: [env.user("max")], ...deadline }, [yes, no]);

  const run = await env.start([ask], { document: { TITLE: "Desk" } }); // or the path of a .bpt file
  assert.equal(run.waitsFor, 'the task "Approve Desk" for Max until 2026-01-07 09:00');
  await env.advance("2 days"); // no real time passes; run.task("Approve Desk").approve("max") would be the other way
  assert.equal(run.document.STAGE_ID, "LOSE");
});
