// E-mail: to people of the portal and to addresses, or to the client of a CRM document. It goes into the portal's outbox.
import type { ActivityType, Step } from "../activity-type.ts";
import { resolveField } from "../expression/modifiers.ts";
import { asList, asMap, asText, isMap, type Value } from "../model/value.ts";
import { decoded } from "./base64.ts";
import { bbcodeToHtml } from "./bbcode.ts";
import { idOf } from "./drive.ts";
import { addressesIn, addressesOf, addressIn, distinct, mostReceivers, noAddressesIn } from "./mail-addresses.ts";

const longestSubject = 900;
const longestBody = 1_000_000;

export const mail: ActivityType = {
  start(step) {
    const separator = step.text("MailSeparator");
    const from = addressesOf(step, step.users("MailUserFromArray"))[0] ?? addressIn(step.text("MailUserFrom")) ?? "";
    const to = [...addressesOf(step, step.users("MailUserToArray")), ...addressesIn(step.property("MailUserTo"), separator)];
    tellLeftOut(step, separator);
    const isHtml = step.text("MailMessageType").toLowerCase() === "html";
    send(step, { from, to, subject: step.text("MailSubject"), body: textOf(step, "MailText"), isHtml }, "File", "FileType");
    step.close();
  },
};

/** Who is named and gets nothing: the others do. */
function tellLeftOut(step: Step, separator: string): void {
  const { people } = step.context.directory;
  const without = step.users("MailUserToArray").filter((id) => addressesOf(step, [id]).length === 0);
  const names = [
    ...without.map((id) => people.get(id)?.name ?? `user ${id}`),
    ...noAddressesIn(step.property("MailUserTo"), separator).map((text) => `"${text.slice(0, 100)}"`),
  ];
  if (names.length > 0) step.log("error", `The mail does not go to ${names.join(", ")}: no e-mail address is known there.`);
}

export const mailToClient: ActivityType = {
  start(step) {
    const from = addressesIn(step.property("MessageFrom"), ",")[0] ?? addressesIn(step.property("From"), ",")[0] ?? responsible(step);
    const body = textOf(step, "MessageText");
    const isHtml = step.text("MessageTextType").toLowerCase() === "html";
    const to = clientAddress(step, step.text("EmailType"));
    send(
      step,
      { from, to, subject: step.text("Subject"), body: isHtml ? body : bbcodeToHtml(body), isHtml: true },
      "Attachment",
      "AttachmentType",
    );
    step.close();
  },
};

interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
}

function send(step: Step, { from, to: named, subject, body, isHtml }: Letter, files: string, fileType: string): void {
  const to = distinct(named);
  if (to.length === 0) step.log("error", "The mail was not sent: nobody is named who has an e-mail address.");
  else if (body.length > longestBody) step.log("error", `The mail was not sent: its text is longer than ${longestBody} characters.`);
  else if (to.length > mostReceivers)
    step.log("error", `The mail was not sent: it has ${to.length} receivers, and at most ${mostReceivers} are allowed.`);
  else {
    const attachments = attachmentsOf(step, files, fileType);
    const oneLine = subject.replaceAll(/\s+/g, " ").trim().slice(0, longestSubject);
    step.emit({ kind: "send-mail", activity: step.node.activity.name, from, to, subject: oneLine, body, isHtml, attachments });
  }
}

/** Numbers of files, or what stands on the drive under these numbers: the version that it has now. */
function attachmentsOf(step: Step, files: string, fileType: string): readonly Value[] {
  const given = asList(step.property(files)).filter((one) => one !== "" && one !== null);
  if (step.text(fileType).toLowerCase() !== "disk") return given;
  return given.flatMap((one) => {
    const id = idOf(one);
    const file = id === null ? null : (step.ask({ kind: "drive-object", id })?.file ?? null);
    if (file === null) step.log("error", `The mail goes without the file ${JSON.stringify(one)}, which is not on the drive.`);
    return file === null ? [] : [file];
  });
}

/** Base64 is undone before expressions are evaluated: the designer encodes what the author has written. */
function textOf(step: Step, name: string): string {
  return step.textIn(decoded(step.node.activity.properties)[name] ?? null);
}

function responsible(step: Step): string {
  return addressesOf(step, step.usersIn("responsible"))[0] ?? "";
}

/** Of the document itself, else of its contact, else of its company; of several the kind that is asked for, else the first. */
function clientAddress(step: Step, kind: string): readonly string[] {
  for (const field of ["EMAIL", "CONTACT.EMAIL", "COMPANY.EMAIL"]) {
    const value = resolveField("Document", field, step.scope)?.value ?? null;
    const entries = isMap(value) && "VALUE" in value ? [value] : asList(value);
    const wanted = entries.filter((entry) => kind !== "" && asText(asMap(entry)["VALUE_TYPE"]).toUpperCase() === kind.toUpperCase());
    const [address] = [...wanted, ...entries].flatMap((entry: Value) => addressesIn(entry, ","));
    if (address !== undefined) return [address];
  }
  return [];
}
