// Steps that start another template's workflow: their own, none, or one that is not there.
import type { Problem, Rule } from "../finding.ts";
import { isCalculated, numberIn, typeOf } from "../nodes.ts";

const startTypes: ReadonlySet<string> = new Set(["startworkflowactivity", "startscriptactivity"]);

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
        if (portal.templates.some((template) => template.id === id)) return [];
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
