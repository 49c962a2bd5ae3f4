// Steps of applications that are not registered on this portal.
import { isApplicationType } from "../../compile.ts";
import type { Rule } from "../finding.ts";
import { typeOf } from "../nodes.ts";

export const deadApplication: Rule = {
  name: "dead-application",
  check({ nodes, knowledge: { portal } }) {
    if (portal === null) return [];
    return nodes
      .filter((node) => isApplicationType(node.activity.type) && !Object.hasOwn(portal.applications, typeOf(node)))
      .map((node) => ({
        severity: "error",
        node,
        text: `No application of this portal has registered ${typeOf(node)}: a workflow that comes here is held. Install the application, or put its step in anew; the type holds the application's id, so a step from another portal does not fit.`,
      }));
  },
};
