// A real mail server on this machine, which keeps what it is given or says no.
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly source: string;
}

export interface PostOffice {
  readonly port: number;
  readonly letters: readonly Letter[];
  /** The next so many letters are not taken, with this reply. */
  refuse(times: number, code: number, reply: string): void;
  close(): Promise<void>;
}

export async function openPostOffice(options: SMTPServerOptions = {}): Promise<PostOffice> {
  const letters: Letter[] = [];
  const refusal = { times: 0, code: 0, reply: "" };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onData(stream, session, callback) {
      text(stream).then((source) => {
        const { mailFrom, rcptTo } = session.envelope;
        if (refusal.times > 0) {
          refusal.times -= 1;
          return callback(Object.assign(new Error(refusal.reply), { responseCode: refusal.code }));
        }
        letters.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address), source });
        callback();
      }, callback);
    },
    ...options,
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    letters,
    refuse: (times, code, reply) => Object.assign(refusal, { times, code, reply }),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
