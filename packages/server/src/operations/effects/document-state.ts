// What workflows do with documents beside writing them: waiting for them, locking them, keeping versions, setting rights.
import { deleteAccessRights, insertAccessRights, listAccessRights, rightSubject } from "../../store/access-right.ts";
import { insertDocumentVersion } from "../../store/document-version.ts";
import { deleteDocumentWait } from "../../store/document-wait.ts";
import { insertExclusions } from "../../store/exclusion.ts";
import { tellOfMissing, unlockDocument as unlock, awaitDocument as waitFor } from "../document-waits.ts";
import { portalNow } from "../document-writes.ts";
import type { Draft, Performer, Surroundings } from "./change.ts";
import { lockedDocument } from "./documents.ts";

export const awaitDocument: Performer<"await-document"> = (draft, { activity, id, until, seen }, { portalId, workflowId }) => {
  const wait = { workflowId, activity, waitsFor: until };
  draft.beyond.push(async (tx) => {
    const found = await lockedDocument(tx, portalId, id);
    if (found) await waitFor(tx, { portalId, type: found.type, id: found.row.id }, found.row, wait, seen);
    else await tellOfMissing(tx, portalId, wait);
  });
};

export const forgetDocument: Performer<"forget-document"> = (draft, { activity, lock }, around) => {
  // The document's row first, then the rows of who waits for it: the order in which everybody locks them.
  if (lock) releaseLock(draft, around);
  draft.beyond.push(async (tx) => void (await deleteDocumentWait(tx, around.portalId, around.workflowId, activity)));
};

export const unlockDocument: Performer<"unlock-document"> = (draft, _effect, around) => releaseLock(draft, around);

/** The workflow's own lock on its document, if it has one. */
export function releaseLock({ beyond }: Draft, { portalId, workflowId, documentId }: Surroundings): void {
  beyond.push(async (tx) => {
    const found = await lockedDocument(tx, portalId, documentId);
    if (found) await unlock(tx, { portalId, type: found.type, id: found.row.id }, found.row, workflowId);
  });
}

/** After everything else that the move writes: what it keeps is what stands there then. */
export const keepVersion: Performer<"keep-version"> = (draft, { name, user }, { portalId, workflowId, documentId, startedBy }) => {
  draft.beyond.push(async (tx) => {
    const found = await lockedDocument(tx, portalId, documentId);
    if (!found) return;
    const { now } = await portalNow(tx, portalId);
    const version = { name, fields: found.row.fields, userId: user ?? startedBy, workflowId, createdAt: now };
    await insertDocumentVersion(tx, portalId, found.row, version);
  });
};

export const setRights: Performer<"set-rights"> = (draft, { scope, mode, rights }, { portalId, workflowId, documentId }) => {
  const of = rightSubject(scope === "workflow" ? workflowId : documentId);
  const given = rights.flatMap(({ operation, holders }) => holders.map((holder) => ({ operation, holder, workflowId })));
  const isOpen = scope === "document" && rights.length > 0;
  draft.beyond.push(async (tx) => {
    const before = mode === "add" && isOpen ? await listAccessRights(tx, portalId, of) : [];
    if (mode !== "add") await deleteAccessRights(tx, portalId, of);
    // A document without any rights is open to everybody: that is kept where rights are added, and ends where they take its place, even
    // where they name nobody.
    const base = isOpen && before.length === 0 ? [{ operation: mode === "add" ? "all" : "none", holder: everybody, workflowId }] : [];
    if (mode !== "clear") await insertAccessRights(tx, portalId, of, [...base, ...given]);
  });
};

const everybody = "group_ua";

export const exclude: Performer<"exclude"> = (draft, { contacts }, { portalId }) => {
  draft.beyond.push(async (tx) => insertExclusions(tx, portalId, (await portalNow(tx, portalId)).now, contacts));
};
