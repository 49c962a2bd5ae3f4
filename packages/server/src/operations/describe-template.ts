// What people are told of a template before it is changed or removed, and of what starts its workflows.
import { listRuleTemplates } from "../store/rule-template.ts";
import { findTemplate, ruleStart, scriptStart } from "../store/template.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface TemplateFacts {
  readonly name: string;
  /** `["crm", "CCrmDocumentDeal", "DEAL"]` */
  readonly documentType: readonly [string, string, string];
  /** The stage whose rules it holds; null: it holds none. */
  readonly stage: string | null;
}

/** @throws Refusal `template-not-found` */
export async function describeTemplate({ database }: Pick<Runtime, "database">, portalId: number, id: number): Promise<TemplateFacts> {
  const template = await findTemplate(database, portalId, id);
  if (!template) throw new Refusal("template-not-found");
  const { name, module, entity, documentType, autoExecute } = template;
  const rules = autoExecute === ruleStart ? await listRuleTemplates(database, portalId, ruleStart, documentType) : [];
  return { name, documentType: [module, entity, documentType], stage: rules.find((one) => one.id === id)?.stage ?? null };
}

const starts = [
  [1, "created"],
  [2, "changed"],
  [ruleStart, "rules"],
  [scriptStart, "script"],
] as const;

/** What starts workflows of a template, beside people and calls. */
export function startWords(autoExecute: number): string[] {
  return starts.filter(([bit]) => (autoExecute & bit) > 0).map(([, word]) => word);
}
