// The drive, in the transaction of the step that writes to it.

import { insertVersion } from "../../store/drive.ts";
import { addWithin, copyFolderWithin, moveWithin, removeWithin } from "../drive.ts";
import { fillWithin } from "../forms/forms.ts";
import type { Performer } from "./change.ts";

export const addToDrive: Performer<"add-to-drive"> = ({ beyond }, { id, place, name, version, createdBy }, { portalId, now }) => {
  beyond.push((tx) => addWithin(tx, portalId, { id, place, name, createdBy, now: new Date(now) }, version));
};

export const copyDriveFolder: Performer<"copy-drive-folder"> = ({ beyond }, { source, id, place, name, createdBy }, { portalId, now }) => {
  beyond.push((tx) => copyFolderWithin(tx, portalId, source, { id, place, name, createdBy, now: new Date(now) }));
};

export const moveOnDrive: Performer<"move-on-drive"> = ({ beyond }, { id, place }, { portalId, now }) => {
  beyond.push((tx) => moveWithin(tx, portalId, id, place, new Date(now)));
};

export const removeFromDrive: Performer<"remove-from-drive"> = ({ beyond }, { id }, { portalId }) => {
  beyond.push(async (tx) => void (await removeWithin(tx, portalId, id)));
};

export const addDriveVersion: Performer<"add-drive-version"> = ({ beyond }, { id, version, createdBy }, { portalId, now }) => {
  beyond.push(async (tx) => void (await insertVersion(tx, portalId, id, version, { createdBy, now: new Date(now) })));
};

export const fillForm: Performer<"fill-form"> = ({ beyond }, { file, source, name, values }, around) => {
  const { portalId, documentId, workflowId, startedBy } = around;
  beyond.push((tx) => fillWithin(tx, portalId, { file, source, name, values }, { documentId, workflowId, createdBy: startedBy }));
};
