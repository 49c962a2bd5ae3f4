// Shows an element of a list to its readers, or takes it back.
import type { ActivityType } from "../activity-type.ts";
import { softError } from "./documents.ts";

export const publishDocument = publishing("Y");
export const unpublishDocument = publishing("N");

function publishing(value: "Y" | "N"): ActivityType {
  const field = "BP_PUBLISHED";
  return {
    start(step) {
      if (!Object.hasOwn(step.document.fields, field)) {
        return softError(step, `Documents of the type ${step.document.type[2]} are always published: the step changes nothing.`);
      }
      step.writeDocument({ [field]: value }, null);
      step.close();
    },
  };
}
