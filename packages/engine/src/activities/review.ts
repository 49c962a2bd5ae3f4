// Acknowledgment: everybody (or the first) confirms having read. No branches.
import type { ActivityType, Step } from "../activity-type.ts";
import type { ValueMap } from "../model/value.ts";
import {
  assigneesOf,
  castVote,
  checkAnswer,
  commentsOf,
  createTask,
  dropTask,
  finishTask,
  namesOf,
  progressOf,
  showStatus,
  type Vote,
} from "./task.ts";
import { tellUnknownWord } from "./words.ts";

const waiting = "Waiting for acknowledgment: #REVIEWED# of #TOTAL#";
const words = { yes: "acknowledged", no: "acknowledged", ok: "acknowledged", cancel: "acknowledged" };

export const review: ActivityType = {
  start(step) {
    tellUnknownWord(step, "ApproveType", ["all", "any"], "all must acknowledge");
    createTask(step, {
      labels: { ok: step.text("TaskButtonMessage") || "Acknowledged" },
      waiting,
      commentWord: "Comment",
      rule: isAny(step) ? "the first to acknowledge is enough" : "all must acknowledge",
    });
    step.setResults(tally(step, []));
  },

  handle(step, event) {
    if (event.kind === "timer-fired") {
      step.setResults({ IsTimeout: 1 });
      finishTask(step, "timeout", "Not everybody acknowledged in time");
      return step.close();
    }
    if (event.kind !== "task-answered") return;
    checkAnswer(step, event, ["ok"]);
    const votes = castVote(step, event, words.ok);
    step.setResults(tally(step, votes));
    const enough = isAny(step) || votes.length >= assigneesOf(step).length;
    if (!enough) return showProgress(step, votes);
    finishTask(step, "ok", "Acknowledged");
    step.close();
  },

  cancel: dropTask,
};

function isAny(step: Step): boolean {
  return step.text("ApproveType").toLowerCase() === "any";
}

function tally(step: Step, votes: readonly Vote[]): ValueMap {
  const last = votes.at(-1);
  return {
    Comments: commentsOf(step, votes, words),
    ReviewedCount: votes.length,
    TotalCount: assigneesOf(step).length,
    LastReviewer: last ? `user_${last.by}` : null,
    LastReviewerComment: last?.comment ?? "",
  };
}

function showProgress(step: Step, votes: readonly Vote[]): void {
  showStatus(step, waiting, {
    ...progressOf(step, votes),
    REVIEWERS: namesOf(
      step,
      votes.map((vote) => vote.by),
    ),
  });
}
