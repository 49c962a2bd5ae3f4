// Environments on the test run's own PostgreSQL, closed at the end of each test; and steps that many tests use.
import { afterEach, inject } from "vitest";
import { type Step, step, type TestEnv, type TestEnvOptions, testEnv } from "../src/testing/index.ts";

const open: TestEnv[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((env) => env.close()));
});

export async function openEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  const env = await testEnv({ databaseUrl: inject("databaseUrl"), ...options });
  open.push(env);
  return env;
}

export function approval(users: readonly unknown[], more: object = {}): Step {
  return step("ApproveActivity", { Title: "Approval", Name: "Approve {=Document:TITLE}", Users: users, ApproveType: "all", ...more }, [
    step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "WON" } })]),
    step("SequenceActivity", {}, [step("SetFieldActivity", { FieldValue: { STAGE_ID: "LOSE" } })]),
  ]);
}

export function delay(days: number, title = "Wait"): Step {
  return step("DelayActivity", { Title: title, TimeoutDuration: String(days), TimeoutDurationType: "d" });
}

/** The message of the error that the work ends with. */
export function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error: Error) => error.message,
  );
}
