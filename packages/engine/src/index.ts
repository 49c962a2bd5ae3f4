// The engine's main door.
export { type CatalogueEntry, catalogue, type Support, supportOf } from "./activities/catalogue.ts";
export { type Command, commandsOf } from "./activities/command.ts";
export { mostGlobalLength } from "./activities/global-values.ts";
export { type Advance, advance, createWorkflow } from "./advance.ts";
export { readNotation, titlesOf } from "./automation/people-notation.ts";
export { parseRobots, type Robot, writeRobots } from "./automation/robot.ts";
export { fromTemplate, toTemplate } from "./automation/robot-template.ts";
export { type CompiledTemplate, compile, isApplicationType } from "./compile.ts";
export { type ExpressionWord, expressionFormats, expressionFunctions } from "./expression/catalogue.ts";
export { convertTo } from "./expression/convert.ts";
export { defaultCalendar } from "./expression/work-calendar.ts";
export type { Finding, Severity } from "./lint/finding.ts";
export { documentTypeKey, type Knowledge, type KnownTemplate, needsOf, type PortalKnowledge, touchesOf } from "./lint/knowledge.ts";
export { lint } from "./lint/lint.ts";
export * from "./model/index.ts";
export { type Passage, passageOf } from "./plan/passage.ts";
export { type Plan, type PlannedBranch, type PlannedEnd, type PlannedStep, planOf } from "./plan/plan.ts";
export type { Mark } from "./run.ts";
