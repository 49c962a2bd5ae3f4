// Smart scripts: templates that people start by hand, on the documents that they choose.
import type { ValueMap } from "@kontor/engine/model";
import { documentTypeOfCode, parseDocumentId } from "../documents/registry.ts";
import { listRuleTemplates, type RuleTemplate, writeRuleTemplate } from "../store/rule-template.ts";
import { addTemplateVersion, insertTemplate, scriptStart } from "../store/template.ts";
import { mayOnDocument } from "./access-rights.ts";
import { checkActiveUser } from "./check-user.ts";
import { removeTemplate } from "./delete-template.ts";
import { findDocumentType } from "./document-types.ts";
import { Refusal } from "./refusal.ts";
import type { RuleFile } from "./robo-package.ts";
import type { Runtime } from "./runtime.ts";
import { checkedVersion } from "./stage-rules.ts";
import { checkedStartValues } from "./start-values.ts";
import { startWorkflow } from "./start-workflow.ts";
import { templateName } from "./template-name.ts";

export interface Script {
  readonly templateId: number;
  readonly documentType: string;
  readonly name: string;
  readonly modifiedAt: Date;
}

/** By their types and numbers. @param type null: of all types @throws Refusal `argument-invalid` */
export async function listScripts(runtime: Runtime, portalId: number, type: string | null): Promise<readonly Script[]> {
  const code = type === null ? null : (await findDocumentType(runtime, portalId, type)).code;
  const templates = await listRuleTemplates(runtime.database, portalId, scriptStart, code);
  return templates.map(({ id, documentType, name, modifiedAt }) => ({ templateId: id, documentType, name, modifiedAt }));
}

export interface NewScript {
  readonly portalId: number;
  readonly userId: number;
  readonly type: string;
  readonly name: string;
  readonly file: RuleFile;
}

/** @returns the template's id @throws Refusal `argument-invalid`, `template-*`, `user-not-found` */
export async function addScript(runtime: Runtime, given: NewScript): Promise<number> {
  const { portalId, userId, file } = given;
  const type = await findDocumentType(runtime, portalId, given.type);
  const name = templateName(given.name);
  const { version, kind } = await checkedVersion(runtime, portalId, type, file);
  const [module, entity, documentType] = type.triple;
  return runtime.database.transaction(async (tx) => {
    await checkActiveUser(tx, portalId, userId);
    await addTemplateVersion(tx, portalId, version);
    return insertTemplate(tx, portalId, {
      ...{ module, entity, documentType, name, description: file.kind === "robots" ? file.package.description : "" },
      ...{ autoExecute: scriptStart, hash: version.hash, applicationId: null, systemCode: "", userId, type: kind },
    });
  });
}

/** Runs that have begun keep their version. @throws Refusal `argument-invalid`, `template-data-incorrect`, `user-not-found` */
export async function replaceScript(
  runtime: Runtime,
  { portalId, userId, id, file }: Pick<NewScript, "portalId" | "userId" | "file"> & { readonly id: number },
): Promise<void> {
  const { documentType } = await findScript(runtime, portalId, id);
  const type = await findDocumentType(runtime, portalId, documentType);
  const { version, kind } = await checkedVersion(runtime, portalId, type, file);
  await runtime.database.transaction(async (tx) => {
    await checkActiveUser(tx, portalId, userId);
    await addTemplateVersion(tx, portalId, version);
    await writeRuleTemplate(tx, portalId, id, { hash: version.hash, kind, userId });
  });
}

/** @throws Refusal `argument-invalid` where there is none, `template-in-use` while it runs */
export async function removeScript(runtime: Runtime, portalId: number, id: number): Promise<void> {
  await findScript(runtime, portalId, id);
  await removeTemplate(runtime, { portalId, applicationId: null, id });
}

export interface ScriptRun {
  readonly portalId: number;
  readonly userId: number;
  readonly id: number;
  /** Numbers, or ids such as `DEAL_5`. */
  readonly documents: readonly string[];
  readonly parameters: ValueMap;
}

export interface ScriptStart {
  readonly document: string;
  /** Null: it could not be started. */
  readonly workflowId: string | null;
  readonly problem: string;
}

const mostDocuments = 1000;

/**
 * Each document has a workflow of its own: one that cannot be started does not keep the others.
 * @throws Refusal `argument-invalid` for an unknown script, for no or too many documents and for values that the script cannot take, `user-not-found`
 */
export async function runScript(runtime: Runtime, { portalId, userId, id, documents, parameters }: ScriptRun): Promise<ScriptStart[]> {
  const script = await findScript(runtime, portalId, id);
  if (documents.length === 0 || documents.length > mostDocuments) refuse("documents", `1 to ${mostDocuments}`);
  const { isAdmin } = await checkActiveUser(runtime.database, portalId, userId);
  const type = await documentTypeOfCode(runtime.database, portalId, script.documentType);
  if (!type) return refuse("script", `there are no documents of its type ${script.documentType} any more`);
  const values = await checkedStartValues(runtime, portalId, script.hash, parameters);
  const starts: ScriptStart[] = [];
  for (const document of new Set(documents.map((given) => given.trim().toUpperCase()))) {
    const number = Number(/^(?:.*_)?(\d{1,15})$/.exec(document)?.[1] ?? 0);
    const documentId = [type.triple[0], type.triple[1], /^\d+$/.test(document) ? type.complexId(number) : document];
    const isAllowed = await mayOnDocument(runtime, runtime.database, { userId, isAdmin }, "start", { portalId, type, id: number });
    const start = isAllowed ? startOn(runtime, { portalId, userId, id, documentId, parameters: values }) : { document, ...mayNotStart };
    starts.push(await start);
  }
  return starts;
}

const mayNotStart = { workflowId: null, problem: "the person may not start workflows on it" };

async function startOn(
  runtime: Runtime,
  { documentId, id: templateId, ...rest }: Omit<ScriptRun, "documents"> & { readonly documentId: readonly string[] },
): Promise<ScriptStart> {
  const document = documentId[2] ?? "";
  if (parseDocumentId(documentId).kind !== "ok") return { document, workflowId: null, problem: "it is no document of the script's type" };
  try {
    const workflowId = await startWorkflow(runtime, runtime.database, { ...rest, templateId, documentId, changed: null });
    return { document, workflowId, problem: "" };
  } catch (error) {
    if (error instanceof Refusal) return { document, workflowId: null, problem: error.details["message"] ?? "there is no such document" };
    throw error;
  }
}

async function findScript({ database }: Runtime, portalId: number, id: number): Promise<RuleTemplate> {
  const scripts = await listRuleTemplates(database, portalId, scriptStart, null);
  return scripts.find((script) => script.id === id) ?? refuse("script", `there is no smart script ${id}`);
}

function refuse(argument: string, reason: string): never {
  throw new Refusal("argument-invalid", { argument, reason });
}
