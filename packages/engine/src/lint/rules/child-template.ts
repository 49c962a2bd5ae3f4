// Steps that start another template's workflow: their own, none, or one that is not there.
import type { Node } from "../../compile.ts";
import { asText } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import type { KnownTemplate, PortalKnowledge } from "../knowledge.ts";
import { isCalculated, numberIn, typeOf } from "../nodes.ts";

const startTypes: ReadonlySet<string> = new Set(["startworkflowactivity", "startscriptactivity"]);

/** A template starts on documents of its own type alone; a step that names no document means the workflow's. */
function otherType(node: Node, child: KnownTemplate, { templates, templateId }: PortalKnowledge): Problem[] {
  const own = templates.find(({ id }) => id === templateId);
  if (!own || own.documentType === child.documentType || asText(node.activity.properties["DocumentId"]).trim() !== "") return [];
  const text = `The template "${child.name}" is for other documents (${child.documentType}), and the step names none, so it starts nothing. Name a document of that type.`;
  return [{ severity: "error", node, text }];
}

export const childTemplate: Rule = {
  name: "child-template",
  check({ nodes, knowledge: { portal } }) {
    return nodes
      .filter((node) => startTypes.has(typeOf(node)) && !isCalculated(node.activity.properties["TemplateId"]))
      .flatMap((node): Problem[] => {
        const id = numberIn(node.activity.properties["TemplateId"]);
        if (id === 0) return [{ severity: "error", node, text: "The step names no template, so it starts nothing. Choose one." }];
        if (portal === null) return [];
        if (id === portal.templateId) {
          return [
            {
              severity: "error",
              node,
              text: "The step starts its own template, which is never done: it is passed over. Use a loop, or choose another template.",
            },
          ];
        }
        const child = portal.templates.find((template) => template.id === id);
        if (child) return otherType(node, child, portal);
        return [
          {
            severity: "error",
            node,
            text: `There is no template ${id} on this portal, so the step starts nothing. Choose one that is there.`,
          },
        ];
      });
  },
};
