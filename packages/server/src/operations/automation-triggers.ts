// Triggers on stages: what an administrator sets up. What raises them is in raise-trigger.ts and application-triggers.ts.
import { randomBytes } from "node:crypto";
import { lint, TemplateError } from "@kontor/engine";
import type { Value, ValueMap } from "@kontor/engine/model";
import { type DocumentType, openFieldPrefixes } from "../documents/registry.ts";
import {
  type AutomationTrigger,
  deleteTrigger,
  insertTrigger,
  listApplicationTriggers,
  listTriggers,
} from "../store/automation-trigger.ts";
import { insertDocumentType } from "../store/document-type.ts";
import { readPortalUser } from "../store/portal-user.ts";
import { findDocumentType } from "./document-types.ts";
import { Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import { findPlace } from "./stage-rules.ts";
import { triggerTemplate } from "./trigger-condition.ts";

export type { AutomationTrigger };

export const triggerCodes = ["APP", "WEBHOOK", "FIELD_CHANGED", "DOCUMENT_CREATE"] as const;
export type TriggerCode = (typeof triggerCodes)[number];

export interface NewTrigger {
  readonly type: string;
  /** Where it moves documents to. */
  readonly stage: string;
  readonly code: TriggerCode;
  /** "" for the code's own. */
  readonly name: string;
  /** `{ items: [[{ object, field, operator, value }, "AND"]] }` as in robots; null: always. */
  readonly condition: Value;
  /** In whose name the document is moved: `user_1`, `{=Document:ASSIGNED_BY_ID}`; "" for whoever has raised it. */
  readonly executeBy: string;
  /** Also from stages behind its own. */
  readonly allowBackwards: boolean;
  /** FIELD_CHANGED: any of these. */
  readonly fields: readonly string[];
  /** WEBHOOK: the word in the address; "" for one that is made. APP: the code that the application has registered. */
  readonly word: string;
  /** APP: the application's number; null for any other code. */
  readonly applicationId: number | null;
}

/** By their types and numbers. @param type null: of all types @throws Refusal `argument-invalid` */
export async function listAutomationTriggers(runtime: Runtime, portalId: number, type: string | null): Promise<AutomationTrigger[]> {
  const code = type === null ? null : (await findDocumentType(runtime, portalId, type)).code;
  return listTriggers(runtime.database, portalId, code);
}

/** @throws Refusal `argument-invalid` that says which argument cannot be */
export async function addAutomationTrigger(runtime: Runtime, portalId: number, given: NewTrigger): Promise<AutomationTrigger> {
  const { type, stage } = await findPlace(runtime, portalId, given.type, given.stage);
  await checkMover(runtime, portalId, given.executeBy);
  const rules = { ...commonRules(type, given), ...(await ownRules(runtime, portalId, type, given)) };
  const trigger = { documentType: type.code, stage: stage.id, name: given.name.trim() || given.code, code: given.code, rules };
  const id = await runtime.database.transaction(async (tx) => {
    // What triggers wait for is part of what the portal says of a type.
    await insertDocumentType(tx, portalId, type.code, type.name);
    return insertTrigger(tx, portalId, trigger);
  });
  return { id, ...trigger };
}

/** Somebody who is named outright must be there. */
async function checkMover({ database }: Runtime, portalId: number, executeBy: string): Promise<void> {
  const number = Number(/^user_(\d{1,15})$/.exec(executeBy.trim())?.[1] ?? 0);
  if (number > 0 && !(await readPortalUser(database, portalId, number))?.isActive) refuse("by", `there is no active person ${executeBy}`);
}

function commonRules(type: DocumentType, { condition, executeBy, allowBackwards }: NewTrigger): ValueMap {
  try {
    checkExpressions(type, triggerTemplate(condition, executeBy));
  } catch (error) {
    if (error instanceof TemplateError) refuse("condition", error.message);
    throw error;
  }
  return { Condition: condition, ExecuteBy: executeBy === "" ? null : executeBy, ALLOW_BACKWARDS: allowBackwards ? "Y" : "N" };
}

/** Nobody would hear later that a condition asks for what is not there. What the event gives is not known before it comes. */
const looked = new Set(["unknown-field", "bad-expression", "unknown-function", "unknown-modifier"]);

function checkExpressions({ fields, code }: DocumentType, compiled: ReturnType<typeof triggerTemplate>): void {
  const known = { fields, source: `documents of the type ${code}`, open: openFieldPrefixes, stages: null };
  const found = lint(compiled, { fields: known, portal: null }).find(({ rule }) => looked.has(rule));
  if (found) refuse("condition", found.text);
}

async function ownRules(runtime: Runtime, portalId: number, type: DocumentType, given: NewTrigger): Promise<ValueMap> {
  switch (given.code) {
    case "APP":
      return applicationRules(runtime, portalId, given);
    case "WEBHOOK":
      return { code: given.word || randomBytes(8).toString("hex") };
    case "FIELD_CHANGED":
      if (given.fields.length === 0) refuse("fields", "name the fields whose change it waits for");
      return { fields: given.fields.map((field) => watchedField(type, field)) };
    case "DOCUMENT_CREATE":
      return {};
  }
}

async function applicationRules({ database }: Runtime, portalId: number, { applicationId, word }: NewTrigger): Promise<ValueMap> {
  if (applicationId === null) return refuse("application", "name the application that raises the trigger");
  const registered = await listApplicationTriggers(database, portalId, applicationId);
  if (!registered.some(({ code }) => code === word)) {
    const codes = registered.map(({ code }) => code).join(", ") || "none";
    refuse(
      "code",
      `application ${applicationId} has registered no trigger ${word || "without a code"} (crm.automation.trigger.add); it has ${codes}`,
    );
  }
  return { APP_ID: String(applicationId), CODE: word };
}

/** A trigger's own move changes what only the server writes: it shall not raise the next one. */
function watchedField(type: DocumentType, given: string): string {
  const name = type.storedName(given.trim().toUpperCase());
  if (name === null || type.readOnly.has(name))
    return refuse("fields", `documents of the type ${type.code} have no field ${given} that people change`);
  if (name === type.pipelines?.field)
    refuse("fields", "a trigger cannot wait for the stage that it changes itself; use the rules of the stage");
  return name;
}

/** @throws Refusal `argument-invalid` where there is none */
export async function removeAutomationTrigger({ database }: Runtime, portalId: number, id: number): Promise<void> {
  if (!(await deleteTrigger(database, portalId, id))) refuse("id", `there is no trigger ${id}`);
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
