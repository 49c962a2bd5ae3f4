// A message to people inside the portal. Two types share it: the notification and the older internal message.
import type { ActivityType } from "../activity-type.ts";
import { tellStrangers } from "./strangers.ts";

export const notify: ActivityType = {
  start(step) {
    const text = step.text("MessageSite") || step.text("MessageText");
    const to = step.users("MessageUserTo");
    if (to.length === 0) step.log("error", "The notification has no receiver: MessageUserTo names nobody who is active.");
    else if (text.trim() === "") step.log("error", "The notification has no text, so it was not sent.");
    else {
      tellStrangers(step, "MessageUserTo");
      step.emit({ kind: "notify", from: step.users("MessageUserFrom")[0] ?? null, to, text });
    }
    step.close();
  },
};
