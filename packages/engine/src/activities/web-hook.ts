// Calls an address with the document's id. Nobody waits for an answer.
import type { ActivityType } from "../activity-type.ts";

const longestAddress = 4096;

export const webHook: ActivityType = {
  start(step) {
    const url = step.text("Handler").trim();
    if (url.length <= longestAddress && /^https?:\/\/[^\s/]/i.test(url))
      step.emit({ kind: "call-address", activity: step.node.activity.name, url });
    else step.log("error", "Nothing was called: Handler is no address that begins with http:// or https://.");
    step.close();
  },
};
