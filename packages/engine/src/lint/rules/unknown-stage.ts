// Stages that documents are moved to and that are not there. Only where the stages are known.
import type { Problem, Rule } from "../finding.ts";
import { stagesIn } from "../knowledge.ts";
import { listed, quoted, suggestion } from "../names.ts";
import { typeOf } from "../nodes.ts";

export const unknownStage: Rule = {
  name: "unknown-stage",
  check({ nodes, knowledge: { fields } }) {
    const stages = fields?.stages ?? null;
    if (fields === null || stages === null) return [];
    return nodes.flatMap((node): Problem[] => {
      const unknown = stagesIn(typeOf(node), node.activity.properties).filter(
        (stage) => !stages.includes(stage) && !stages.includes(stage.replace(/^C0:/, "")),
      );
      return unknown.map((stage) => ({
        severity: "warning",
        node,
        text: `There is no stage ${quoted(stage)} for ${fields.source}: the document stays where it is. Name one of: ${listed(stages)}.${suggestion(stage, stages)}`,
      }));
    });
  },
};
