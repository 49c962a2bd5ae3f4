// Notes on a document of the CRM: a comment in its timeline, an event in its history.
import type { ActivityType } from "../activity-type.ts";
import { actorOf, createRecords } from "./records.ts";

export const timelineComment: ActivityType = {
  start(step) {
    const text = step.text("CommentText");
    if (text.trim() === "") step.log("error", "The comment has no text, so none was added.");
    else createRecords(step, [{ kind: "comment", title: text, fields: { TEXT: text }, createdBy: actorOf(step, "CommentUser") }]);
    step.close();
  },
};

export const crmEvent: ActivityType = {
  start(step) {
    const text = step.text("EventText");
    const fields = { TYPE: step.text("EventType") || "INFO", TEXT: text };
    if (text.trim() === "") step.log("error", "The event has no text, so none was added.");
    else createRecords(step, [{ kind: "event", title: text, fields, createdBy: actorOf(step, "EventUser") }]);
    step.close();
  },
};
