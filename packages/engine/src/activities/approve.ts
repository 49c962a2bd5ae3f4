// Approval: people say yes or no; the rule decides; the approved or the rejected branch runs.
import type { ActivityType, Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
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
  references,
  runBranch,
  showStatus,
  type Vote,
  votesOf,
} from "./task.ts";
import { tellUnknownWord } from "./words.ts";

const waiting = "Waiting for approval: #VOTED# of #TOTAL#";
const words = { yes: "approved", no: "rejected", ok: "approved", cancel: "rejected" };
const approvedBranch = 0;
const rejectedBranch = 1;

export const approve: ActivityType = {
  start(step) {
    tellUnknownWord(step, "ApproveType", ["all", "any", "vote"], "all must approve");
    tellNoShare(step);
    createTask(step, {
      labels: { yes: step.text("TaskButton1Message") || "Approve", no: step.text("TaskButton2Message") || "Reject" },
      waiting,
      commentWord: "Comment",
      rule: ruleText(ruleOf(step)),
    });
    step.setResults(tally(step, []));
  },

  handle(step, event) {
    if (event.kind === "timer-fired") return timeout(step);
    if (event.kind !== "task-answered") return;
    checkAnswer(step, event, ["yes", "no"]);
    const votes = castVote(step, event, words[event.answer]);
    step.setResults(tally(step, votes));
    const decision = decide(ruleOf(step), votes, assigneesOf(step).length);
    if (decision === null) return showProgress(step, votes);
    finishTask(step, decision ? "yes" : "no", decision ? "Approved" : "Rejected");
    runBranch(step, decision ? approvedBranch : rejectedBranch);
  },

  childClosed: (step) => step.close(),
  cancel: dropTask,
};

interface Rule {
  readonly type: "any" | "all" | "vote";
  readonly minPercent: number;
  readonly waitForAll: boolean;
}

function ruleOf(step: Step): Rule {
  const type = step.text("ApproveType").toLowerCase();
  return {
    type: type === "any" || type === "vote" ? type : "all",
    minPercent: Math.min(100, Math.max(0, step.number("ApproveMinPercent", 50))),
    waitForAll: step.flag("ApproveWaitForAll", false),
  };
}

function tellNoShare(step: Step): void {
  const written = step.text("ApproveMinPercent").trim();
  if (written === "" || Number.isFinite(Number.parseFloat(written))) return;
  step.log("error", `ApproveMinPercent is "${written.slice(0, 100)}", which is no number: 50 is meant.`);
}

function ruleText({ type, minPercent, waitForAll }: Rule): string {
  if (type === "any") return "the first to vote decides";
  if (type === "all") return "all must approve";
  const share = minPercent >= 100 ? "all" : `more than ${minPercent} %`;
  return `${share} must approve${waitForAll ? ", and everybody's vote is waited for" : ""}`;
}

/**
 * True: approved, false: rejected, null: not yet. Counts the people who were asked, exactly: no share is cut to whole per cents,
 * so that every share can be reached.
 */
function decide(rule: Rule, votes: readonly Vote[], total: number): boolean | null {
  const yes = votes.filter((vote) => vote.answer === "yes").length;
  const no = votes.length - yes;
  if (rule.type === "any") return votes.length === 0 ? null : votes[0]?.answer === "yes";
  if (rule.type === "all") {
    if (no > 0) return false;
    return yes >= total ? true : null;
  }
  const enough = yes * 100 > rule.minPercent * total || (yes >= total && rule.minPercent >= 100);
  if (rule.waitForAll) return votes.length >= total ? enough : null;
  if (enough) return true;
  // Rejected as soon as the rest cannot lift the share over the limit.
  return no > 0 && no * 100 >= (100 - rule.minPercent) * total ? false : null;
}

function timeout(step: Step): void {
  step.setResults({ IsTimeout: 1 });
  finishTask(step, "timeout", "Nobody decided in time");
  runBranch(step, rejectedBranch);
}

function tally(step: Step, votes: readonly Vote[]): ValueMap {
  const total = assigneesOf(step).length;
  const approvers = votes.filter((vote) => vote.answer === "yes").map((vote) => vote.by);
  const rejecters = votes.filter((vote) => vote.answer !== "yes").map((vote) => vote.by);
  const last = votes.at(-1);
  const percent = (count: number): number => (total === 0 ? 0 : Math.floor((count * 100) / total));
  return {
    Comments: commentsOf(step, votes, words),
    VotedCount: votes.length,
    TotalCount: total,
    VotedPercent: percent(votes.length),
    ApprovedPercent: percent(approvers.length),
    NotApprovedPercent: percent(rejecters.length),
    ApprovedCount: approvers.length,
    NotApprovedCount: rejecters.length,
    LastApprover: last ? `user_${last.by}` : null,
    LastApproverComment: last?.comment ?? "",
    UserApprovers: references(distinct(approvers)),
    Approvers: namesOf(step, distinct(approvers)),
    UserRejecters: references(distinct(rejecters)),
    Rejecters: namesOf(step, distinct(rejecters)),
  };
}

function showProgress(step: Step, votes: readonly Vote[]): void {
  const of = (answer: string): readonly UserId[] =>
    distinct(
      votesOf(step)
        .filter((vote) => vote.answer === answer)
        .map((vote) => vote.by),
    );
  showStatus(step, waiting, {
    ...progressOf(step, votes),
    APPROVERS: namesOf(step, of("yes")),
    REJECTERS: namesOf(step, of("no")),
  });
}

function distinct(users: readonly UserId[]): readonly UserId[] {
  return [...new Set(users)];
}
