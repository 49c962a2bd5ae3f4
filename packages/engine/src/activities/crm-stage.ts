// Moves a document on its way: to another stage, to another pipeline. The workflow ends where the document has really moved, since what
// belongs to the stage it stood on is over.
import type { ActivityType, Step } from "../activity-type.ts";
import { isCanvas } from "../canvas.ts";
import type { Way } from "../model/context.ts";
import { asText, type ValueMap } from "../model/value.ts";
import { firstStage, noPipelineText, softError, stageNamed } from "./documents.ts";

export const changeStage: ActivityType = {
  start(step) {
    const { way, type } = step.document;
    if (!way) return softError(step, `Documents of the type ${type[2]} have no stages.`);
    const target = asText(step.property("TargetStatus")).trim();
    if (target === "") return softError(step, "The step names no stage.");
    const stage = stageNamed(way.stages, target);
    if (!stage) return softError(step, `There is no stage ${target}. Name one that exists, or add it with "kontor stage add".`);
    move(step, way, { [way.field]: stage.id }, stage.name);
  },
};

export const changeCategory: ActivityType = {
  start(step) {
    const { way, type, values } = step.document;
    if (!way?.categoryField) return softError(step, `Documents of the type ${type[2]} have no pipelines.`);
    const category = Math.trunc(step.number("CategoryId", 0));
    if (Number(asText(values[way.categoryField])) === category) return step.close();
    const named = asText(step.property("StageId")).trim();
    const stage =
      way.stages.find((candidate) => candidate.id === named && candidate.category === category) ?? firstStage(way.stages, category);
    if (!stage) return softError(step, noPipelineText(String(category)));
    if (named !== "" && named !== stage.id) {
      step.log(
        "error",
        `There is no stage "${named.slice(0, 100)}" in the pipeline ${category}: the document goes to its first one, ${stage.name}.`,
      );
    }
    move(step, way, { [way.field]: stage.id, [way.categoryField]: String(category) }, stage.name);
  },
};

function move(step: Step, way: Way, fields: ValueMap, name: string): void {
  if (step.document.values[way.field] === fields[way.field]) {
    step.close();
    return;
  }
  step.writeDocument(fields, step.users("ModifiedBy")[0] ?? null);
  // On a canvas the way goes on.
  if (isCanvas(step.template.root)) step.close();
  else step.terminate(`The stage was changed to ${name}`);
}
