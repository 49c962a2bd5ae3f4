// Rights that workflows have set on themselves and on their documents. They are kept and shown; every active person of the portal may still
// read and change all documents, since nothing else decides that yet.
import { type AccessRight, listAccessRights, type RightSubject } from "../store/access-right.ts";
import type { Runtime } from "./runtime.ts";

export type { AccessRight } from "../store/access-right.ts";

/** @param of the id of a workflow, the complex id of a document */
export function rightSubject(scope: RightSubject["scope"], of: string | readonly string[]): RightSubject {
  const subject = typeof of === "string" ? of : `${of[0]}/${of[2]}`;
  return { scope, subject };
}

export function readAccessRights(
  { database }: Pick<Runtime, "database">,
  portalId: number,
  of: string | readonly string[],
): Promise<AccessRight[]> {
  return listAccessRights(database, portalId, rightSubject(typeof of === "string" ? "workflow" : "document", of));
}
