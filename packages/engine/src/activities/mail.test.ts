import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../model/value.ts";
import { activity, contextOf, TestWorkflow, templateOf } from "../test-world.ts";

function run(step: ValueMap, document: ValueMap = {}): TestWorkflow {
  const base = contextOf();
  const context = contextOf({ document: { ...base.document, values: { ...base.document.values, ...document } } });
  const workflow = new TestWorkflow(templateOf([step]), context);
  workflow.send({ kind: "started" });
  return workflow;
}

const mail = (properties: ValueMap, document: ValueMap = {}) =>
  run(activity("MailActivity", "M", { MailSubject: "Hi", MailText: "Text", MailUserTo: "a@example.org", ...properties }), document);
const sent = (workflow: TestWorkflow) => workflow.of("send-mail")[0];
const error = (workflow: TestWorkflow) => workflow.of("log").find(({ type }) => type === "error")?.text;
const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

describe("mail to people and addresses", () => {
  test("goes from one to each of the others once", () => {
    const workflow = mail({
      MailUserFromArray: ["user_1"],
      MailUserToArray: ["user_2", "user_3"],
      MailUserTo: "U2@example.com, Cara Day <cara@example.org>; nobody, x@y@z",
      MailSubject: "About\r\nBcc: {=Document:TITLE}",
      MailText: "Sum {=Document:OPPORTUNITY}",
      MailMessageType: "html",
      File: ["12", ""],
    });
    expect(sent(workflow)).toEqual({
      kind: "send-mail",
      activity: "M",
      from: '"Ann Lee" <u1@example.com>',
      to: ["U2@example.com", '"Cy Dent" <u3@example.com>', '"Cara Day" <cara@example.org>'],
      subject: "About Bcc: Big deal",
      body: "Sum 1500",
      isHtml: true,
      attachments: ["12"],
    });
    expect(error(workflow)).toBe('The mail does not go to "nobody", "x@y@z": no e-mail address is known there.');
    expect(workflow.isOver).toBe(true);
  });

  test.each<[Value, string]>([
    ["Kontor <k@example.org>", '"Kontor" <k@example.org>'],
    ["k@example.org", "k@example.org"],
    ["nobody", ""],
    ['A" <b@c.de>, "<k@example.org>', '"A b@c.de," <k@example.org>'],
  ])("from %s is %s", (given, expected) => {
    expect(sent(mail({ MailUserFrom: given }))?.from).toBe(expected);
  });

  test("text in base64 is undone before its expressions are evaluated", () => {
    const MailText = base64("Grüße, <b>{=Document:TITLE}</b>");
    expect(sent(mail({ MailText, MailMessageEncoded: 1, MailMessageType: "html" }))?.body).toBe("Grüße, <b>Big deal</b>");
    expect(sent(mail({ MailText: "no base64!", MailMessageEncoded: 1 }))?.body).toBe("no base64!");
  });

  test("to nobody, or to far too many, is an error in the log", () => {
    const many = Array.from({ length: 101 }, (_, at) => `u${at}@example.org`).join(",");
    for (const [to, text] of [
      ["", "nobody is named"],
      [many, "101 receivers"],
    ] as const) {
      const workflow = mail({ MailUserTo: to });
      expect(sent(workflow)).toBeUndefined();
      expect(error(workflow)).toContain(text);
      expect(workflow.isOver).toBe(true);
    }
  });
});

describe("mail to the client", () => {
  const letter = activity("CrmSendEmailActivity", "M", {
    Subject: "Offer",
    MessageText: "[b]Dear[/b] <you>\n[url=https://a.example/]here[/url]",
  });

  test("goes to the document's own address, in the name of who is responsible", () => {
    expect(sent(run(letter, { EMAIL: [{ VALUE: "first@example.org" }, { VALUE: "second@example.org" }] }))).toMatchObject({
      from: '"Bob Ray" <u2@example.com>',
      to: ["first@example.org"],
      body: '<b>Dear</b> &lt;you&gt;<br>\n<a href="https://a.example/">here</a>',
      isHtml: true,
    });
  });

  test("of several addresses it takes the kind that is asked for", () => {
    const step = activity("CrmSendEmailActivity", "M", {
      EmailType: "HOME",
      MessageFrom: "shop@example.org",
      MessageTextType: "html",
      MessageText: "<i>x</i>",
    });
    const EMAIL = [
      { VALUE: "work@example.org", VALUE_TYPE: "WORK" },
      { VALUE: "home@example.org", VALUE_TYPE: "HOME" },
    ];
    expect(sent(run(step, { EMAIL }))).toMatchObject({ to: ["home@example.org"], from: "shop@example.org", body: "<i>x</i>" });
    expect(sent(run(step, { EMAIL: EMAIL.slice(0, 1) }))).toMatchObject({ to: ["work@example.org"] });
  });

  test("no client is an error in the log", () => {
    expect(error(run(letter))).toContain("nobody is named");
  });

  test("links that are no links stay text", () => {
    const step = activity("CrmSendEmailActivity", "M", { MessageText: "[url=javascript:alert(1)]x[/url]" });
    expect(sent(run(step, { EMAIL: [{ VALUE: "a@example.org" }] }))?.body).not.toContain("<a");
  });
});
