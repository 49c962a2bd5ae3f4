// Templates that start each other, or would on what they write.

import { shortestCircle } from "../circles.ts";
import type { Problem, Rule } from "../finding.ts";
import type { KnownTemplate, PortalKnowledge } from "../knowledge.ts";
import { quoted } from "../names.ts";

const onCreation = 1;
const onChange = 2;

export const startCircle: Rule = {
  name: "start-circle",
  check({ knowledge: { portal } }) {
    const own = portal?.templates.find(({ id }) => id === portal.templateId);
    if (!portal || !own) return [];
    // A template that starts itself by a step is told at that step.
    const starts = ({ id, touches }: KnownTemplate): readonly number[] => touches.starts.filter((other) => other !== id);
    const started = circleOf(own, portal.templates, starts);
    if (started) return [startsEachOther(started)];
    const moved = circleOf(own, portal.templates, (from) => [...starts(from), ...rulesBegun(from, portal)]);
    if (moved) return [goesRound(moved)];
    const touched = circleOf(own, portal.templates, (from) => [...starts(from), ...automatic(from, portal.templates)]);
    return touched ? [wouldStartItself(touched)] : [];
  },
};

/** Templates that start by themselves on what this one does to documents. */
function automatic({ touches }: KnownTemplate, templates: readonly KnownTemplate[]): number[] {
  return templates
    .filter(({ documentType, autoExecute }) => {
      const changed = touches.changes.includes(documentType) && (autoExecute & onChange) !== 0;
      return changed || (touches.creates.includes(documentType) && (autoExecute & onCreation) !== 0);
    })
    .map(({ id }) => id);
}

/** Rules of stages that this template lets begin: by a move of its document, by a document that it makes, or by a trigger on either. */
function rulesBegun({ id, documentType, stage, touches }: KnownTemplate, { templates, triggers }: PortalKnowledge): number[] {
  const raised = triggers.filter((trigger) => {
    if (trigger.on === "creation") return touches.creates.includes(trigger.documentType);
    const isAhead = trigger.backwards || stage === null || trigger.stage.order > stage.order;
    return isAhead && trigger.documentType === documentType && trigger.fields.some((field) => touches.writes.includes(field));
  });
  return templates
    .filter((other) => {
      if (other.stage === null) return false;
      const { id: at, order } = other.stage;
      const made = touches.creates.includes(other.documentType);
      if (made && order === 0) return true;
      if (raised.some((trigger) => trigger.documentType === other.documentType && trigger.stage.id === at)) return made || other.id !== id;
      // A move to the stage on which the document stands is none.
      return other.id !== id && other.documentType === documentType && touches.moves.includes(at);
    })
    .map((other) => other.id);
}

function circleOf(
  own: KnownTemplate,
  templates: readonly KnownTemplate[],
  next: (from: KnownTemplate) => readonly number[],
): readonly KnownTemplate[] | null {
  const graph = new Map(templates.map((template) => [String(template.id), next(template).map(String)]));
  const circle = shortestCircle(String(own.id), graph);
  return circle === null ? null : circle.flatMap((id) => templates.find((template) => String(template.id) === id) ?? []);
}

function way(circle: readonly KnownTemplate[]): string {
  return [...circle, ...circle.slice(0, 1)].map(({ id, name }) => `${quoted(name, 40)} (${id})`).join(" → ");
}

function startsEachOther(circle: readonly KnownTemplate[]): Problem {
  return {
    severity: "warning",
    node: null,
    text: `Templates start each other in a circle: ${way(circle)}. Without a condition on the way, each workflow starts the next until the limit holds one. Take one of the starts out.`,
  };
}

function goesRound(circle: readonly KnownTemplate[]): Problem {
  return {
    severity: "warning",
    node: null,
    text: `Rules of stages let each other begin in a circle: ${way(circle)}. Without a condition or a pause on the way they go round until the limit holds them. Take one of the moves, or the making of the document, out.`,
  };
}

/** Here no automatic start follows from what a workflow writes; a person, or an application that writes by REST, still closes the circle. */
function wouldStartItself(circle: readonly KnownTemplate[]): Problem {
  const calls = circle.some(({ touches }) => touches.callsApplications);
  const [only] = circle;
  const what =
    circle.length === 1 && only
      ? `It starts by itself on what it does to documents (${startsOn(only)})`
      : `Automatic starts and what the templates write form a circle: ${way(circle)}`;
  const then = calls
    ? "This server starts nothing on what a workflow writes, but the circle closes when one of its applications writes such a document. Let the template begin with a condition on the fields that have changed."
    : "This server starts nothing on what a workflow writes, so it ends here; on a server that does, it would go on for ever. A condition on the fields that have changed makes it safe.";
  return { severity: calls ? "warning" : "note", node: null, text: `${what}. ${then}` };
}

function startsOn({ autoExecute, touches, documentType }: KnownTemplate): string {
  const change = (autoExecute & onChange) !== 0 && touches.changes.includes(documentType);
  return change ? "it starts on changes and changes them" : "it starts on creation and creates them";
}
