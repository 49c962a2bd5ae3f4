// A contract is voted on by three people, with mail and messages on the way; too little interest sends it back to its author, in a loop.
import { expect } from "vitest";
import { type Step, step } from "../../src/testing/index.ts";
import {
  approval,
  branch,
  define,
  ifElse,
  note,
  onVariable,
  otherwise,
  type Scenario,
  sequence,
  setVariables,
  terminate,
} from "./build.ts";

const messages: readonly Step[] = [
  step("MailActivity", {
    Title: "Mail",
    MailUserFromArray: ["author"],
    MailUserToArray: ["{=Constant:Board}"],
    MailUserTo: "archive@example.org",
    MailSubject: "{=Document:TITLE}",
    MailText: "Please vote.",
    MailMessageType: "plain",
  }),
  step("SocNetMessageActivity", { Title: "Message", MessageText: "Please vote.", MessageUserTo: ["{=Constant:Board}"] }),
  step("ImMessageActivity", { Title: "Direct message", MessageUserTo: ["{=Constant:Board}"], MessageFields: { Text: "Please vote." } }),
];
const rework = step("RequestInformationActivity", {
  Title: "Rework",
  Name: "Rework {=Document:TITLE}",
  Users: ["author"],
  RequestedInformation: [{ Name: "Again", Title: "Once more?", Type: "bool", Required: "Y" }],
  TimeoutDuration: "7",
  TimeoutDurationType: "d",
});

export const contract: Scenario = {
  name: "Contract by vote",
  async make(env) {
    const vote = approval(
      "Vote on {=Document:TITLE}",
      ["{=Constant:Board}"],
      { ApproveType: "vote", ApproveMinPercent: "60", ApproveWaitForAll: "N", CommentRequired: "N" },
      [setVariables({ Accepted: "Y", Again: "N" })],
      [rework],
    );
    const round = step("WhileActivity", { Title: "Rounds", ...onVariable("Again", "=", "Y") }, [
      sequence(step("EmptyBlockActivity", { Title: "Tell the board" }, messages), setVariables({ Again: "N" }), vote),
    ]);
    const kind = ifElse(
      "Value",
      branch("without a vote", onVariable("Value", "<", "1000"), setVariables({ Accepted: "Y" })),
      otherwise(setVariables({ Again: "Y" })),
    );
    const end = ifElse("Outcome", branch("accepted", onVariable("Accepted", "=", "Y"), note("accepted")), otherwise(terminate("Given up")));
    return {
      source: {
        TEMPLATE: [kind, round, end],
        PARAMETERS: define({ Value: "double" }, { Value: { Required: "1" } }),
        VARIABLES: define({ Accepted: "bool", Again: "bool" }, { Accepted: { Default: "N" }, Again: { Default: "N" } }),
        CONSTANTS: define({ Board: "user" }, { Board: { Multiple: "1" } }),
      },
      options: { constants: { Board: ["manager", "director", "accountant"].map((login) => env.user(login)) } },
    };
  },
  branches: 7,
  ends: 2,
  async check(env, source) {
    const board = ["manager", "director", "accountant"] as const;
    const template = await env.template(source, { constants: { Board: board.map((login) => env.user(login)) } });
    const run = await env.start(template, { document: { TITLE: "Rent" }, parameters: { Value: 5000 } });
    await run.task("Vote").reject("manager");
    await run.task("Vote").reject("director");
    await run.task("Rework").complete("employee", { fields: { Again: "Y" } });
    for (const login of board.slice(0, 2)) await run.task("Vote").approve(login);
    expect(run).toMatchObject({ status: "completed", variables: { Accepted: "Y" } });
  },
};
