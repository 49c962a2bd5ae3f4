// Waits until a deal or a lead has come to the end of its way, or to one of the stages that the step names.
import type { ActivityType, Step } from "../activity-type.ts";
import type { DocumentSnapshot } from "../model/context.ts";
import { asList, asText } from "../model/value.ts";
import { crmTypeOf, documentAt, idIn, softError } from "./documents.ts";

export const listenToDeal = listening("DEAL", { id: "DealId", stage: "StageId", semantics: "StageSemantics" });
export const listenToLead = listening("LEAD", { id: "LeadId", stage: "StatusId", semantics: "StatusSemantics" });

interface Names {
  readonly id: string;
  readonly stage: string;
  readonly semantics: string;
}

function listening(type: string, names: Names): ActivityType {
  const finish = (step: Step, stage: string, semantics: string): void => {
    step.setResults({ [names.stage]: stage, [names.semantics]: semantics });
    step.emit({ kind: "forget-document", activity: step.node.activity.name, lock: false });
    step.close();
  };
  return {
    start(step) {
      const document = documentNamed(step, type, names.id);
      if (!document?.way) return softError(step, `There is no document "${step.text(names.id)}" of the type ${type} to wait for.`);
      const stage = asText(document.values[document.way.field]);
      const semantics = document.way.stages.find(({ id }) => id === stage)?.semantics ?? "P";
      if (isAwaited(step, stage, semantics)) return finish(step, stage, semantics);
      step.emit({ kind: "await-document", activity: step.node.activity.name, id: document.id, until: "stage", seen: stage });
    },
    handle(step, event) {
      if (event.kind !== "document-changed") return;
      if (event.what === "gone") step.log("error", "The document was deleted while the step waited for it.");
      if (event.what === "gone" || isAwaited(step, event.stage, event.semantics)) finish(step, event.stage, event.semantics);
    },
    cancel(step) {
      step.emit({ kind: "forget-document", activity: step.node.activity.name, lock: false });
    },
  };
}

function documentNamed(step: Step, name: string, property: string): DocumentSnapshot | null {
  const type = crmTypeOf(name);
  const id = type && idIn(type, step.property(property));
  return id && documentAt(step, id);
}

/** A stage that ends the work always counts: nothing would come after it. */
function isAwaited(step: Step, stage: string, semantics: string): boolean {
  const wanted = asList(step.property("WaitForState")).map(asText);
  return semantics === "S" || semantics === "F" || wanted.includes(stage);
}
