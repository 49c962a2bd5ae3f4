// Tests of processes: the real engine and server operations on a throwaway database, and a clock that jumps over waits.
// Needs no test runner of its own: node:test, vitest and jest all do.
export { environmentFor } from "../explore/environment-for.ts";
export { type Exploration, type ExploreOptions, explore } from "../explore/explore.ts";
export { furnish } from "../explore/furnish.ts";
export type { Coverage, Covered } from "./coverage.ts";
export type { CrashPoint } from "./crash.ts";
export { testEnv } from "./open-test-env.ts";
export type { ListDefinition, TestEnvOptions } from "./options.ts";
export type { Person, PersonOptions } from "./people.ts";
export type { PropertyShape, Robot, RobotCall, RobotDefinition, Values } from "./robots.ts";
export type { OpenTaskView, Run, RunStatus } from "./run.ts";
export type { Incident, RunRecord } from "./run-actions.ts";
export type { AnswerOptions, RunTask } from "./task.ts";
export {
  bytesOf as bptOf,
  type PlainPackage,
  type Step,
  step,
  type Template,
  type TemplateOptions,
  type TemplateSource,
} from "./template.ts";
export type { GlobalDefinition, StartOptions, TestEnv } from "./test-env.ts";
