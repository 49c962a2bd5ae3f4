// Steps that lead to a status which the template does not have, and templates without their first one.
import type { Problem, Rule } from "../finding.ts";
import { quoted, suggestion } from "../names.ts";
import { enclosing, isCalculated, typeOf } from "../nodes.ts";
import { machinesIn, targetOf } from "../states.ts";

export const missingState: Rule = {
  name: "missing-state",
  check({ nodes }) {
    const machines = machinesIn(nodes);
    const starts = machines.flatMap(({ node, states, initial }): Problem[] => {
      if (isCalculated(initial) || states.some((state) => state.name === initial)) return [];
      const what = initial === "" ? "The process names no first status" : `The first status ${quoted(initial)} is not there`;
      return [
        {
          severity: "error",
          node,
          text: `${what}, so no workflow can begin. Name one of its statuses.${suggestion(
            initial,
            states.map(({ name }) => name),
          )}`,
        },
      ];
    });
    const steps = nodes
      .filter((node) => typeOf(node) === "setstateactivity")
      .flatMap((node): Problem[] => {
        const machine = machines.find((one) => one.node === enclosing(node, "statemachineworkflowactivity"));
        if (!machine)
          return [{ severity: "error", node, text: "This process has no statuses to go to: a workflow is held at the step. Remove it." }];
        const target = targetOf(node);
        if (target !== "" && (isCalculated(target) || machine.states.some(({ name }) => name === target))) return [];
        const what = target === "" ? "The step names no status" : `There is no status ${quoted(target)}`;
        return [
          {
            severity: "error",
            node,
            text: `${what}, so the workflow cannot go on from here. Choose one that is there.${suggestion(
              target,
              machine.states.map(({ name }) => name),
            )}`,
          },
        ];
      });
    return [...starts, ...steps];
  },
};
