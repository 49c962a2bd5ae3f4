// `{{Responsible person}}`: designers show references so, and rules may be written so. Where it still stands in a template nothing has that title.
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";

export const unknownTitle: Rule = {
  name: "unknown-title",
  check({ uses, knowledge: { fields } }) {
    const known = Object.values(fields?.fields ?? {}).map(({ name }) => name);
    const told = new Set<string>();
    return uses.titles.flatMap(({ node, title }): Problem[] => {
      const key = JSON.stringify([node.activity.name, title]);
      if (told.has(key)) return [];
      told.add(key);
      const text = `${quoted(`{{${title}}}`)} is no reference here, so the text keeps it as it stands. If it is meant as one, write {=Document:FIELD}.`;
      return [{ severity: "note", node, text: `${text}${suggestion(title.replace(/\s*>.*$/, ""), known)}` }];
    });
  },
};
