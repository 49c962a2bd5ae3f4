// Steps that start another template's workflow: their own, none, or one that is not there.
import type { Node } from "../../compile.ts";
import { asList, asMap, asText } from "../../model/value.ts";
import type { Problem, Rule } from "../finding.ts";
import type { KnownTemplate, PortalKnowledge } from "../knowledge.ts";
import { listed, quoted } from "../names.ts";
import { isCalculated, numberIn, typeOf } from "../nodes.ts";

const startTypes: ReadonlySet<string> = new Set(["startworkflowactivity", "startscriptactivity"]);

/** A template starts on documents of its own type alone; a step that names no document means the workflow's. */
function otherType(node: Node, child: KnownTemplate, { templates, templateId }: PortalKnowledge): Problem[] {
  const own = templates.find(({ id }) => id === templateId);
  if (!own || own.documentType === child.documentType || asText(node.activity.properties["DocumentId"]).trim() !== "") return [];
  const text = `The template "${child.name}" is for other documents (${child.documentType}), and the step names none, so it starts nothing. Name a document of that type.`;
  return [{ severity: "error", node, text }];
}

/** What is calculated may come out empty, but only the workflow shows that. */
function notGiven(node: Node, { name, needs }: KnownTemplate): Problem[] {
  const given = asMap(node.activity.properties["TemplateParameters"]);
  const missing = Object.entries(needs).filter(([id]) => asList(given[id]).every((entry) => entry === null || entry === ""));
  if (missing.length === 0) return [];
  const names = listed(missing.map(([, title]) => quoted(title, 40)));
  const text = `The template "${name}" requires ${names}, which the step does not give: that is empty in the workflow. Give a value.`;
  return [{ severity: "warning", node, text }];
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
        if (child) return [...otherType(node, child, portal), ...notGiven(node, child)];
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
