// Workflow ids look as clients know them: 8 hexadecimal digits of the second, 5 of the microsecond, one digit, a dot, 8 digits.
import { randomInt } from "node:crypto";
import { type WorkflowId, workflowId } from "@kontor/engine/model";

/** @param now real time. Random in its last 11 digits, so that nodes need not agree. */
export function newWorkflowId(now: Date): WorkflowId {
  const seconds = Math.floor(now.getTime() / 1000)
    .toString(16)
    .padStart(8, "0");
  // Below the millisecond the clock says nothing here; chance fills in.
  const micros = (now.getTime() % 1000) * 1000 + randomInt(1000);
  const tail = String(randomInt(1_000_000_000)).padStart(9, "0");
  return workflowId(`${seconds}${micros.toString(16).padStart(5, "0")}${tail[0]}.${tail.slice(1)}`);
}
