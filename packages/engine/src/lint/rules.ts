// Every check, one line each. A rule lives in rules/ under its name.
import type { Rule } from "./finding.ts";
import { badExpression } from "./rules/bad-expression.ts";
import { brokenCanvas } from "./rules/broken-canvas.ts";
import { childTemplate } from "./rules/child-template.ts";
import { deadApplication } from "./rules/dead-application.ts";
import { duplicateName } from "./rules/duplicate-name.ts";
import { earlyResult } from "./rules/early-result.ts";
import { emptyCondition } from "./rules/empty-condition.ts";
import { endlessLoop } from "./rules/endless-loop.ts";
import { ignoredAnswer } from "./rules/ignored-answer.ts";
import { missingCondition } from "./rules/missing-condition.ts";
import { missingState } from "./rules/missing-state.ts";
import { noAssignees } from "./rules/no-assignees.ts";
import { parallelRace } from "./rules/parallel-race.ts";
import { startCircle } from "./rules/start-circle.ts";
import { stateCircle } from "./rules/state-circle.ts";
import { switchedOff } from "./rules/switched-off.ts";
import { undeclaredVariable } from "./rules/undeclared-variable.ts";
import { unknownField } from "./rules/unknown-field.ts";
import { unknownFunction } from "./rules/unknown-function.ts";
import { unknownGlobal } from "./rules/unknown-global.ts";
import { unknownModifier } from "./rules/unknown-modifier.ts";
import { unknownName } from "./rules/unknown-name.ts";
import { unknownOperator } from "./rules/unknown-operator.ts";
import { unknownResult } from "./rules/unknown-result.ts";
import { unknownStage } from "./rules/unknown-stage.ts";
import { unknownTitle } from "./rules/unknown-title.ts";
import { unknownType } from "./rules/unknown-type.ts";
import { unreachableState } from "./rules/unreachable-state.ts";
import { unreachableStep } from "./rules/unreachable-step.ts";
import { unsupportedType } from "./rules/unsupported-type.ts";
import { unusedDeclaration } from "./rules/unused-declaration.ts";
import { wrongTrigger } from "./rules/wrong-trigger.ts";

export const rules: readonly Rule[] = [
  unknownType,
  unsupportedType,
  deadApplication,
  badExpression,
  unknownFunction,
  unknownModifier,
  unknownOperator,
  unknownName,
  unknownResult,
  earlyResult,
  unknownField,
  unknownStage,
  unknownTitle,
  unknownGlobal,
  unreachableStep,
  switchedOff,
  missingCondition,
  endlessLoop,
  emptyCondition,
  missingState,
  unreachableState,
  stateCircle,
  wrongTrigger,
  brokenCanvas,
  duplicateName,
  noAssignees,
  ignoredAnswer,
  parallelRace,
  childTemplate,
  startCircle,
  undeclaredVariable,
  unusedDeclaration,
];
