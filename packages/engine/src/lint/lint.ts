// Checks a template without running it.
import type { CompiledTemplate } from "../compile.ts";
import type { Finding } from "./finding.ts";
import { type Knowledge, noKnowledge } from "./knowledge.ts";
import { pathOf, titleOf } from "./nodes.ts";
import { rules } from "./rules.ts";
import { subjectOf } from "./subject.ts";

/** In the order of the tree; what is about the template as a whole comes last. */
export function lint(compiled: CompiledTemplate, knowledge: Knowledge = noKnowledge): readonly Finding[] {
  const subject = subjectOf(compiled, knowledge);
  const order = new Map(subject.all.nodes.map((node, index) => [node, index]));
  return rules
    .flatMap((rule) => rule.check(subject).map((problem) => ({ rule: rule.name, ...problem })))
    .map(({ rule, severity, node, text }) => ({
      at: node === null ? Number.POSITIVE_INFINITY : (order.get(node) ?? 0),
      finding: {
        rule,
        severity,
        activity: node?.activity.name ?? "",
        title: node === null ? "" : titleOf(node),
        path: node === null ? [] : pathOf(node),
        text,
      },
    }))
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ finding }) => finding);
}
