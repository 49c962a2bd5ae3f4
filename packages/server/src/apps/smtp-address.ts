// The address of a mail server: smtp://name:password@host:587, smtps:// for TLS from the first byte.

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** Nothing is sent where the connection does not become secret. */
  readonly requireTls: boolean;
  readonly user: string;
  readonly password: string;
}

const local = new Set(["localhost", "127.0.0.1", "::1"]);

/** Null: no such address. A password goes over TLS only, but for servers on this machine and where `?tls=off` says otherwise. */
export function parseSmtpAddress(text: string): SmtpAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if ((url.protocol !== "smtp:" && url.protocol !== "smtps:") || url.hostname === "" || !/^\/?$/.test(url.pathname)) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "smtps:" || url.port === "465";
  const password = decoded(url.password);
  const user = decoded(url.username);
  if (password === null || user === null) return null;
  const requireTls = !secure && password !== "" && !local.has(host) && url.searchParams.get("tls") !== "off";
  return { host, port: Number(url.port) || (secure ? 465 : 587), secure, requireTls, user, password };
}

/** As people may read it: without the password. */
export function shownSmtpAddress({ host, port, secure, user }: SmtpAddress): string {
  return `${secure ? "smtps" : "smtp"}://${user === "" ? "" : `${user}@`}${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
