// Text that is meant as an expression and is none: it stays as it stands.
import type { Formula } from "../../expression/formula-syntax.ts";
import type { Problem, Rule } from "../finding.ts";
import { quoted } from "../names.ts";

export const badExpression: Rule = {
  name: "bad-expression",
  check({ uses }) {
    const formulas = uses.formulas.flatMap(({ node, formula, leading }): Problem[] => {
      if (formula.kind === "formula") return [];
      const text = `The formula ${quoted(formula.source)} cannot be read (${formula.reason}), so the text stays as it stands. ${adviceFor(formula)}`;
      return [{ severity: !leading || isMeantAsFormula(formula) ? "error" : "note", node, text }];
    });
    const broken = uses.broken.map(({ node, text }): Problem => {
      const call = /^\{=\s*[a-z]+\s*\(/i.test(text);
      const how = call
        ? "A formula in a text stands in two brackets: {{=…}}."
        : "A reference reads {=Object:Field}, such as {=Document:TITLE}.";
      return { severity: "error", node, text: `${quoted(text)} is no reference, so it stays as it stands. ${how}` };
    });
    return [...formulas, ...broken];
  },
};

/** A line of `====` is a line; `=2*{=Variable:X` is a formula with a mistake. */
function isMeantAsFormula({ source }: Formula): boolean {
  return source.includes("{=") || /^\s*[a-z]+\s*\(/i.test(source) || /^\s*\d[\d.\s]*[-+*/^]/.test(source) || bareName.test(source);
}

const bareName = /^\s*(?:document|template|variable|constant|globalconst|globalvar|workflow|user|system|A\d+_\w+)\s*:\s*[\w.]+\s*$/i;

function adviceFor({ source }: Formula): string {
  if (bareName.test(source)) return `Inside a formula a reference keeps its own brackets: {{={=${source.trim()}}}}.`;
  return source.includes("{=") || source.includes("(") ? "Correct it." : "If it is meant as text, do not begin it with =.";
}
