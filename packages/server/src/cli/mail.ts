// kontor mail list | show | send | remove: the outbox of the portal.
import { Command, InvalidArgumentError } from "commander";
import { listMails, type Mail, removeMail, sendMailAgain, showMail } from "../operations/mail.ts";
import { type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";
import { table } from "./table.ts";

export function mailCommand(): Command {
  const command = new Command("mail").description("mail that workflows have written");
  command.addCommand(
    withCommonOptions(new Command("list"))
      .description("the newest 500")
      .option("--open", "only what has not gone, or not to all")
      .action(print),
  );
  command.addCommand(
    withCommonOptions(new Command("show")).description("print one mail").argument("<id>", "its number", wholeNumber).action(printOne),
  );
  command.addCommand(
    withCommonOptions(new Command("send"))
      .description("try mail once more that waits or has failed; a running server sends it")
      .argument("<id>", "its number, or all", numberOrAll)
      .action(send),
  );
  command.addCommand(
    withCommonOptions(new Command("remove"))
      .description("take mail out of the outbox that shall not go, or whose trouble has been seen to")
      .argument("<id>", "its number", wholeNumber)
      .action(remove),
  );
  return command;
}

async function remove(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    await removeMail(runtime, await portalOf(runtime, options), id);
    show(options, { id }, [`Mail ${id} is removed`]);
  });
}

function numberOrAll(text: string): number | null {
  if (text === "all") return null;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("expected the number of a mail, or all");
  return Number(text);
}

async function print(options: CommonOptions & { readonly open?: boolean }): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const rows = await listMails(runtime, await portalOf(runtime, options), options.open === true);
    const cells = rows.map(({ id, status, createdAt, recipients, subject }) => [
      String(id),
      status,
      createdAt.toISOString().slice(0, 19),
      recipients.join(", ").slice(0, 60),
      subject.slice(0, 60),
    ]);
    show(options, rows, table(["ID", "STATUS", "WRITTEN", "TO", "SUBJECT"], cells));
  });
}

async function printOne(id: number, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const mail = await showMail(runtime, await portalOf(runtime, options), id);
    show(options, mail, lines(mail));
  });
}

function lines(mail: Mail): string[] {
  return [
    `Mail ${mail.id}: ${mail.status}${mail.attempts > 0 ? `, ${mail.attempts} attempts` : ""}`,
    ...(mail.reason === "" ? [] : [`  ${mail.reason}`]),
    `  from      ${mail.sender || "the portal"}`,
    `  to        ${mail.recipients.join(", ")}`,
    `  subject   ${mail.subject}`,
    `  written   ${mail.createdAt.toISOString()}${mail.workflowId === null ? "" : ` by ${mail.activity} of ${mail.workflowId}`}`,
    ...(mail.attachments.length === 0 ? [] : [`  files     ${mail.attachments.map((one) => JSON.stringify(one)).join(", ")}`]),
    "",
    mail.body,
  ];
}

async function send(id: number | null, options: CommonOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const ids = await sendMailAgain(runtime, await portalOf(runtime, options), id);
    show(options, ids, [ids.length === 0 ? "Nothing waits in the outbox" : `Queued once more: ${ids.join(", ")}`]);
  });
}
