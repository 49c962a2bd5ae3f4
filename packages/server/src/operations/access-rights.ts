// Who may do what with a document or a workflow: the one place that decides it. Rights come from workflows, which set them on themselves and
// on their documents. Administrators may do everything, and a document that no workflow has set rights on is open to every active person.
import { type Act, type Directory, operationsFor, userId as userIdOf } from "@kontor/engine/model";
import type { Db } from "../db/db.ts";
import type { DocumentType } from "../documents/registry.ts";
import { type AccessRight, hasRightsOnDocuments, listAccessRights, rightSubject, type Seer } from "../store/access-right.ts";
import { directoryVersion } from "../store/portal.ts";
import { isSeenBy } from "../store/workflow-list.ts";
import { complexId } from "./document-writes.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export type { AccessRight } from "../store/access-right.ts";

export interface Person {
  readonly userId: number;
  readonly isAdmin: boolean;
}

/** Who has any of these on a workflow may see it. */
const showing = operationsFor.read;

export function readAccessRights(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  of: string | readonly string[],
): Promise<AccessRight[]> {
  return listAccessRights(database, portalId, rightSubject(of));
}

/**
 * @param person missing: the server itself, or whoever runs it
 * @throws Refusal `crm-access-denied`, `list-access-denied`
 */
export async function checkDocumentRight(
  runtime: Pick<Runtime, "directories">,
  db: Db,
  person: Person | undefined,
  act: Act,
  { portalId, type, id }: { readonly portalId: number; readonly type: DocumentType; readonly id: number },
): Promise<void> {
  if (!(await mayOnDocument(runtime, db, person, act, { portalId, type, id }))) throw new Refusal(deniedCode(type));
}

export async function mayOnDocument(
  runtime: Pick<Runtime, "directories">,
  db: Db,
  person: Person | undefined,
  act: Act,
  { portalId, type, id }: { readonly portalId: number; readonly type: DocumentType; readonly id: number },
): Promise<boolean> {
  if (person === undefined || person.isAdmin) return true;
  const rights = await listAccessRights(db, portalId, rightSubject(complexId(type, id)));
  if (rights.length === 0) return true;
  const holders = await holdersOf(runtime, db, portalId, person.userId);
  return rights.some(({ operation, holder }) => operationsFor[act].includes(operation) && holders.includes(holder));
}

/** Whom a list of documents is shown to; null: everything may be shown. */
export async function seerOfDocuments(
  runtime: Pick<Runtime, "directories">,
  db: Db,
  person: Person | undefined,
  { portalId, type }: { readonly portalId: number; readonly type: DocumentType },
): Promise<(Seer & { readonly prefix: string }) | null> {
  if (person === undefined || person.isAdmin || !(await hasRightsOnDocuments(db, portalId))) return null;
  const seer = await seerOf(runtime, db, portalId, person.userId);
  return { ...seer, prefix: rightSubject(complexId(type, 0)).subject.slice(0, -1) };
}

/** Whom a list of workflows is shown to: beside those with rights, who has started one or is asked by it sees it. Null: all may be shown. */
export async function seerOfWorkflows(runtime: Runtime, portalId: number, person: Person | undefined): Promise<Seer | null> {
  return person === undefined || person.isAdmin ? null : seerOf(runtime, runtime.database, portalId, person.userId);
}

/** @param person missing: the server itself, or whoever runs it */
export async function maySeeWorkflow(runtime: Runtime, portalId: number, workflowId: string, person: Person | undefined): Promise<boolean> {
  const seer = await seerOfWorkflows(runtime, portalId, person);
  return seer === null || isSeenBy(runtime.database, portalId, workflowId, seer);
}

async function seerOf(runtime: Pick<Runtime, "directories">, db: Db, portalId: number, userId: number): Promise<Seer> {
  return { userId, operations: showing, holders: await holdersOf(runtime, db, portalId, userId) };
}

async function holdersOf({ directories }: Pick<Runtime, "directories">, db: Db, portalId: number, userId: number): Promise<string[]> {
  return namesMeaning(await directories.get(db, portalId, await directoryVersion(db, portalId)), userId);
}

/** Every name by which rights may mean the person. */
function namesMeaning({ people, departments }: Directory, userId: number): string[] {
  const own = people.get(userIdOf(userId))?.departments ?? [];
  const around = new Set(own);
  // A Set visits what is added while it is walked, and takes each department once: a circle of parents ends.
  for (const id of around) {
    const parent = departments.get(id)?.parent ?? null;
    if (parent !== null) around.add(parent);
  }
  const above = [...around];
  return [
    ...["group_ua", `user_${userId}`, `group_u${userId}`],
    ...own.flatMap((id) => [`group_d${id}`, `group_hr${id}`]),
    ...above.flatMap((id) => [`group_dr${id}`, `group_hrr${id}`]),
  ];
}

function deniedCode({ triple }: DocumentType): RefusalCode {
  return triple[0] === "crm" ? "crm-access-denied" : "list-access-denied";
}
