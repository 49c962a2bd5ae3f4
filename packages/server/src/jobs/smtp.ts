// Hands one message to a mail server, and says what came of it.
import { createTransport } from "nodemailer";
import type { SmtpAddress } from "../apps/smtp-address.ts";

export interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  /** The same at every attempt, so that a receiver can tell a repetition. */
  readonly messageId: string;
}

export type Handed =
  /** `refused`: receivers that the server does not take. */
  | { readonly kind: "sent"; readonly refused: readonly string[] }
  /** Another try may help. */
  | { readonly kind: "passing"; readonly reason: string }
  | { readonly kind: "final"; readonly reason: string };

const connectMs = 10_000;
const silenceMs = 20_000;
/** Less than a job's lease. */
const totalMs = 45_000;

export async function handOver(server: SmtpAddress, message: Message, signal: AbortSignal): Promise<Handed> {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    ...(server.user === "" ? {} : { auth: { user: server.user, pass: server.password } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
  });
  const stop = (): void => transport.close();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${totalMs / 1000} s`)), totalMs);
  });
  signal.addEventListener("abort", stop);
  try {
    const sent = await Promise.race([transport.sendMail(letterOf(message)), overdue]);
    return { kind: "sent", refused: (sent.rejected ?? []).map(String) };
  } catch (error) {
    return verdictOf(error, server);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    transport.close();
  }
}

function letterOf({ from, to, subject, body, isHtml, files, messageId }: Message): object {
  return {
    from,
    to: [...to],
    subject,
    ...(isHtml ? { html: body } : { text: body }),
    attachments: files.map(({ name, content }) => ({ filename: name, content })),
    messageId,
    headers: { "Auto-Submitted": "auto-generated" },
    // Texts come from templates and documents: none of them may name a file of this machine, or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface MailError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** The server's own "never" is final. What is wrong with its settings can be put right before the last try. */
function verdictOf(error: unknown, { host, port }: SmtpAddress): Handed {
  const { code = "", responseCode = 0, response = "" } = error as MailError;
  const said = (response || (error instanceof Error ? error.message : String(error))).replaceAll(/\s+/g, " ").slice(0, 300);
  const reason = `${host}:${port} did not take it: ${said}`;
  const isFinal = responseCode >= 500 && responseCode <= 599 && code !== "EAUTH";
  return { kind: isFinal ? "final" : "passing", reason };
}
