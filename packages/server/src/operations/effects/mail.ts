// Mail goes into the outbox with the step that writes it; a job sends it right after.
import { enqueue } from "../../queue/enqueue.ts";
import { insertMail } from "../../store/mail.ts";
import { sendMailJob } from "../mail.ts";
import type { Performer } from "./change.ts";

export const sendMail: Performer<"send-mail"> = ({ beyond }, effect, { portalId, workflowId }) => {
  const { activity, from: sender, to: recipients, subject, body, isHtml, attachments } = effect;
  beyond.push(async (tx) => {
    const id = await insertMail(tx, portalId, { workflowId, activity, sender, recipients, subject, body, isHtml, attachments });
    await enqueue(tx, [sendMailJob(portalId, id)]);
  });
};
