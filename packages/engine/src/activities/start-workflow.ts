// Starts another template's workflow, on any document, and waits for its end where the step says so.
import { ActivityFault, type ActivityType, type Step } from "../activity-type.ts";
import { asMap, type ValueMap } from "../model/value.ts";

export const startWorkflow: ActivityType = {
  start(step) {
    const child = prepare(step);
    if ("problem" in child) return give(step, child.problem);
    const waits = step.flag("UseSubscription", false);
    step.setResults({ WorkflowId: child.workflowId });
    step.emit({ ...startOf(step, child), waits });
    if (!waits) return step.close();
    step.note({ child: child.workflowId });
  },

  handle(step, event) {
    if (event.kind !== "child-ended" || event.child !== step.notes["child"]) return;
    if (event.problem !== "") step.log("error", event.problem);
    step.close();
  },
};

function prepare(step: Step): ReturnType<typeof step.ask<"child">> {
  const templateId = templateOf(step);
  if (templateId === 0) return { problem: "The step names no template." };
  if (templateId === step.context.templateId) return { problem: "A workflow cannot start its own template." };
  checkDepth(step);
  const documentId = step.text("DocumentId").trim() || step.context.document.id[2];
  return step.ask({ kind: "child", templateId, documentId });
}

/** Of workflows that start one another without an end. */
export function checkDepth(step: Step): void {
  const depth = (step.workflow.parent?.ancestors.length ?? 0) + 1;
  if (depth >= step.context.limits.depth) throw new ActivityFault("depth-limit", depthText(depth));
}

type Startable = Exclude<ReturnType<typeof prepare>, { readonly problem: string }>;

/** What both steps that start workflows say of the start. */
export function startOf(step: Step, { workflowId, document }: Startable) {
  const { name: activity } = step.node.activity;
  return { kind: "start-child", activity, workflowId, templateId: templateOf(step), document, parameters: parametersOf(step) } as const;
}

export function templateOf(step: Step): number {
  return Math.trunc(step.number("TemplateId", 0));
}

function parametersOf(step: Step): ValueMap {
  const given = Object.entries(asMap(step.node.activity.properties["TemplateParameters"]));
  return Object.fromEntries(given.map(([name, value]) => [name, step.evaluate(value)]));
}

/** What could not be started is a line in the log; the workflow goes on, as the product's does. */
function give(step: Step, problem: string): void {
  step.log("error", problem);
  step.close();
}

function depthText(depth: number): string {
  return `This workflow is the ${depth}th in a row that one another have started. Templates that start each other never end: change one of them, then try this step again, or terminate the workflow.`;
}
