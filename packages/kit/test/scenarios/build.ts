// Short names for the parts of trees that many scenarios use.
import { type ExploreOptions, type Step, step, type TemplateSource, type TestEnv, type TestEnvOptions } from "../../src/testing/index.ts";

export interface Scenario {
  readonly name: string;
  readonly environment?: TestEnvOptions;
  make(env: TestEnv): Promise<{ readonly source: TemplateSource; readonly options?: ExploreOptions }>;
  /** How many there are: a branch that gets lost in the telling would be missed by nobody else. */
  readonly branches: number;
  readonly ends: number;
  /** What must come of it: one run, answered by hand. */
  check(env: TestEnv, source: TemplateSource): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

export const note = (text: string, title = text): Step => step("LogActivity", { Title: title, Text: text, SetVariable: "0" });
export const sequence = (...steps: Step[]): Step => step("SequenceActivity", {}, steps);
export const setVariables = (values: Fields): Step => step("SetVariableActivity", { Title: "Set variables", VariableValue: values });
export const setFields = (values: Fields): Step => step("SetFieldActivity", { Title: "Set fields", FieldValue: values });
export const ifElse = (title: string, ...branches: Step[]): Step => step("IfElseActivity", { Title: title }, branches);
export const otherwise = (...steps: Step[]): Step => branch("otherwise", { truecondition: "1" }, ...steps);
export const terminate = (title: string): Step => step("TerminateActivity", { Title: title, StateTitle: title });
export const days = (count: number, title = `${count} days`): Step =>
  step("DelayActivity", { Title: title, TimeoutDuration: String(count), TimeoutDurationType: "d" });
export const event = (...steps: Step[]): Step => step("EventDrivenActivity", {}, steps);
export const command = (title: string, ...who: unknown[]): Step => step("HandleExternalEventActivity", { Title: title, Permission: who });
export const goTo = (target: string): Step => step("SetStateActivity", { Title: `to ${target}`, TargetStateName: target });
export const approval = (
  title: string,
  users: readonly unknown[],
  more: Fields,
  yes: readonly Step[],
  no: readonly Step[],
  name?: string,
): Step => step("ApproveActivity", { Title: title, Name: title, Users: users, ...more }, [sequence(...yes), sequence(...no)], name);

export function branch(title: string, condition: Fields, ...steps: Step[]): Step {
  return step("IfElseBranchActivity", { Title: title, ...condition }, steps);
}

export function onField(field: string, operator: string, value: unknown): Fields {
  return { fieldcondition: [[field, operator, value, "0"]] };
}

export function onVariable(name: string, operator: string, value: unknown): Fields {
  return { propertyvariablecondition: [[name, operator, value, "0"]] };
}

export function onAny(object: string, field: string, operator: string, value: unknown): Fields {
  return { mixedcondition: [{ object, field, operator, value, joiner: "0" }] };
}

export function define(types: Readonly<Record<string, string>>, more: Readonly<Record<string, Fields>> = {}): Record<string, Fields> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { Name: name, Type: type, ...more[name] }]));
}
