// What the tests of the rules share: findings of one rule, in short.
import { compile } from "../compile.ts";
import { parseTemplate } from "../model/template.ts";
import { asMap, type Value, type ValueMap } from "../model/value.ts";
import { activity, contextOf, type Definitions } from "../test-world.ts";
import type { Finding } from "./finding.ts";
import { documentTypeKey, type Knowledge, type KnownTemplate, noKnowledge, type PortalKnowledge } from "./knowledge.ts";
import { lint } from "./lint.ts";
import { rules } from "./rules.ts";

export interface Given extends Definitions {
  readonly knowledge?: Knowledge;
}

/** All findings for a sequential template of these steps. */
export function findings(children: readonly Value[], { knowledge = noKnowledge, ...definitions }: Given = {}): readonly Finding[] {
  return findingsOf(activity("SequentialWorkflowActivity", "Template", { Title: "Process" }, children), { knowledge, ...definitions });
}

export function findingsOf(
  root: ValueMap,
  { knowledge = noKnowledge, parameters = {}, variables = {}, constants = {} }: Given = {},
): readonly Finding[] {
  const template = parseTemplate({ TEMPLATE: [root], PARAMETERS: parameters, VARIABLES: variables, CONSTANTS: constants });
  return lint(compile(template), knowledge);
}

/** Findings of one rule as `severity step: text`. */
export function found(rule: string, children: readonly Value[], given: Given = {}): string[] {
  return inShort(rule, findings(children, given));
}

export function foundIn(rule: string, root: ValueMap, given: Given = {}): string[] {
  return inShort(rule, findingsOf(root, given));
}

function inShort(rule: string, all: readonly Finding[]): string[] {
  if (!rules.some(({ name }) => name === rule)) throw new Error(`there is no rule ${rule}`);
  return all.filter((finding) => finding.rule === rule).map(({ severity, activity: name, text }) => `${severity} ${name}: ${text}`);
}

/** The first words of each: severity and step. */
export function places(list: readonly string[]): string[] {
  return list.map((text) => text.replace(/: (?=[A-Z"]).*$/s, ""));
}

const { directory } = contextOf();

/** A portal with the people of the test world, template 3 among its templates. */
export function portal(patch: Partial<PortalKnowledge> = {}): Knowledge {
  const own = known(3);
  return { fields: null, portal: { templateId: 3, directory, applications: {}, templates: [own], triggers: [], globals: null, ...patch } };
}

export function known(id: number, patch: Partial<KnownTemplate> = {}): KnownTemplate {
  return {
    id,
    name: `Template ${id}`,
    documentType: dealType,
    autoExecute: 0,
    needs: {},
    stage: null,
    touches: { changes: [], creates: [], starts: [], moves: [], writes: [], callsApplications: false },
    ...patch,
  };
}

export const dealType = documentTypeKey(["crm", "CCrmDocumentDeal", "DEAL"]);

/** A process with statuses; each status is a list of its parts. */
export function stateMachine(initial: string, states: Readonly<Record<string, readonly Value[]>>): ValueMap {
  const children = Object.entries(states).map(([name, parts]) => activity("StateActivity", name, { Title: `Status ${name}` }, parts));
  return activity("StateMachineWorkflowActivity", "Template", { InitialStateName: initial }, children);
}

export function onEntry(name: string, ...steps: Value[]): ValueMap {
  return activity("StateInitializationActivity", name, {}, steps);
}

/** A command, and what it leads to. */
export function onCommand(name: string, ...steps: Value[]): ValueMap {
  return activity("EventDrivenActivity", name, {}, [activity("HandleExternalEventActivity", `${name} command`), ...steps]);
}

export function goTo(name: string, target: string, more: ValueMap = {}): ValueMap {
  return activity("SetStateActivity", name, { TargetStateName: target, ...asMap(more) });
}
