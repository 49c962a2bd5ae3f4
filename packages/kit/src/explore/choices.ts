// What may happen next where a run waits: each answer of each task, commands, answers of applications, time.
import type { Plan, PlannedStep } from "@kontor/server/testing";
import type { Person } from "../testing/people.ts";
import type { Robot } from "../testing/robots.ts";
import type { OpenTaskView, Run } from "../testing/run.ts";
import type { TestEnv } from "../testing/test-env.ts";
import { type Definition, sampleOf } from "./values.ts";
import { keyOf, type Values } from "./worlds.ts";

export interface Choice {
  /** The same wherever the same can be done: `A1 approve`. */
  readonly key: string;
  act(): Promise<unknown>;
}

export interface Situation {
  readonly env: TestEnv;
  readonly people: readonly Person[];
  readonly robots: readonly Robot[];
  readonly values: Values;
  planOf(run: Run): Plan;
}

/** In the order in which they are tried; time comes last. */
export function choicesOf(run: Run, situation: Situation): readonly Choice[] {
  return [
    ...run.openTasks.flatMap((task) => answers(run, task, situation)),
    ...run.commands.map((title) => ({ key: `command ${title}`, act: () => give(run, title, situation) })),
    ...calls(run, situation),
    ...run.records
      .filter(({ isAwaited }) => isAwaited)
      .map(({ title, step }) => ({ key: `close ${step}`, act: () => run.closeRecord(title) })),
    ...run.active.flatMap((name) => outside(run, name, situation)),
    ...(run.timers > 0 ? [{ key: "time", act: () => situation.env.jump() }] : []),
    ...(run.incident ? [{ key: `skip ${run.incident.step}`, act: () => run.skip() }] : []),
  ];
}

function answers(run: Run, { step: name, people }: OpenTaskView, situation: Situation): Choice[] {
  const step = stepIn(run, name, situation);
  const by = people[0];
  if (!step || !by) return [];
  const task = run.task(name);
  const answer = { comment: "A comment" };
  // Whoever is asked says the same: it is what leads furthest in one way.
  const all = (say: (person: Person) => Promise<void>) => () => answerAll(run, name, say);
  const fill = { key: `${name} fill`, act: () => task.complete(by, { ...answer, fields: fieldsFor(step, situation) }) };
  const fillLess = { key: `${name} fill required`, act: () => task.complete(by, { ...answer, fields: fieldsFor(step, situation, true) }) };
  switch (step.type) {
    case "ApproveActivity":
      return [
        { key: `${name} approve`, act: all((person) => task.approve(person, answer)) },
        { key: `${name} reject`, act: all((person) => task.reject(person, answer)) },
      ];
    case "RequestInformationActivity":
      return [fill, fillLess];
    case "RequestInformationOptionalActivity":
      return [fill, { key: `${name} decline`, act: () => task.decline(by, answer) }, fillLess];
    default:
      return [{ key: `${name} complete`, act: all((person) => task.complete(person, answer)) }];
  }
}

async function answerAll(run: Run, name: string, say: (person: Person) => Promise<void>): Promise<void> {
  const people = run.openTasks.find(({ step }) => step === name)?.people ?? [];
  const ids = people.map(({ id }) => id);
  for (const person of people) {
    // The task may be decided before all have answered; in a loop another one of the same step may wait then.
    const open = run.openTasks.find(({ step }) => step === name)?.people.map(({ id }) => id) ?? [];
    if (open.includes(person.id) && open.every((id) => ids.includes(id))) await say(person);
  }
}

interface RequestedField {
  readonly Name?: string;
  readonly Type?: string;
  readonly Multiple?: unknown;
  readonly Required?: unknown;
  readonly Options?: Definition["options"];
}

function fieldsFor({ name, properties }: PlannedStep, { values, people }: Situation, onlyRequired = false): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const field of (properties["RequestedInformation"] ?? []) as readonly RequestedField[]) {
    const { Name: id = "", Type: type = "string", Options: options = null } = field;
    const wished = values.get(keyOf("variable", id)) ?? values.get(keyOf(name, id));
    if (onlyRequired && !isYes(field.Required) && wished === undefined) continue;
    const definition = { type, multiple: isYes(field.Multiple), options } as Definition;
    fields[id] = wished ?? sampleOf(definition, people.map(String));
  }
  return fields;
}

function isYes(flag: unknown): boolean {
  return ["Y", "1", "true"].includes(String(flag ?? ""));
}

/** Somebody who may. */
async function give(run: Run, title: string, { people }: Situation): Promise<void> {
  let refusal: unknown = null;
  for (const person of people) {
    try {
      return await run.command(title, person);
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

function calls(run: Run, { robots, values, people }: Situation): Choice[] {
  return robots.flatMap((robot) =>
    robot.calls
      .filter((call) => call.workflowId === run.id && !call.isAnswered && run.active.includes(call.step))
      .map((call) => ({
        key: `${call.step} answers`,
        act: () => {
          const given = Object.entries(robot.returns).map(([key, shape]) => {
            const definition = {
              multiple: false,
              options: null,
              type: typeof shape === "string" ? shape : String(shape["Type"]),
            } as Definition;
            return [key, values.get(keyOf(call.step, key)) ?? sampleOf(definition, people.map(String))];
          });
          return call.answer(Object.fromEntries(given));
        },
      })),
  );
}

const stageFields: Readonly<Record<string, string>> = { CrmDealStageListenActivity: "STAGE_ID", CrmLeadStatusListenActivity: "STATUS_ID" };

/** Steps that wait for something that happens in the portal. */
function outside(run: Run, name: string, situation: Situation): Choice[] {
  const step = stepIn(run, name, situation);
  if (step?.type === "WaitWorkDayActivity")
    return situation.people.map((person) => ({ key: `${name} workday ${person.login}`, act: () => situation.env.workday(person) }));
  const field = stageFields[step?.type ?? ""];
  if (!step || field === undefined) return [];
  const wanted = [step.properties["WaitForState"] ?? []].flat().map(String);
  const stages = [...wanted, ...(field === "STAGE_ID" ? ["PREPARATION", "WON", "LOSE"] : ["IN_PROCESS", "CONVERTED", "JUNK"])];
  return [...new Set(stages)].map((stage) => ({ key: `${name} stage ${stage}`, act: () => run.edit({ [field]: stage }) }));
}

function stepIn(run: Run, name: string, { planOf }: Situation): PlannedStep | undefined {
  return planOf(run).steps.find((step) => step.name === name);
}
