// Global variables: written last, so that nobody waits long for one of them, and only over what the run has read.
import { writeGlobalVariable } from "../../store/global-value.ts";
import type { Performer } from "./change.ts";

export const setGlobal: Performer<"set-global"> = ({ shared }, { id, value, readVersion }, { portalId }) => {
  shared.set(`global ${id}`, (tx) => writeGlobalVariable(tx, portalId, id, value, readVersion));
};
