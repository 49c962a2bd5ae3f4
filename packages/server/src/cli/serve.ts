// kontor serve: the server, on the embedded database or an own one, with a demo portal at its first start.
import { createSecureContext } from "node:tls";
import { Command, Option } from "commander";
import pino from "pino";
import type { RunningServer, ServerSettings } from "../main.ts";
import type { Opened } from "../open-runtime.ts";
import { createSignInLink } from "../operations/create-sign-in-link.ts";
import { mailServer } from "../operations/mail.ts";
import { firstPortal } from "../operations/portal-address.ts";
import { CommandError, type CommonOptions, fileNamed, show, wholeNumber, withCommonOptions } from "./command.ts";
import { type DemoState, prepareDemo } from "./demo-file.ts";
import { type StartFacts, startLines } from "./start-lines.ts";

interface ServeOptions extends CommonOptions {
  readonly empty?: boolean;
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly trustProxy?: boolean;
  readonly role: "api" | "worker" | "all";
  readonly retentionDays?: number;
  readonly yes?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export function serveCommand(): Command {
  return withCommonOptions(new Command("serve"))
    .description("run the server")
    .option("--empty", "first start: a portal with one administrator and nothing else")
    .option("--port <number>", "HTTP port; 0 for any free one", wholeNumber, 8080)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--public-url <url>", "where clients reach the server, if it is not the address it listens on")
    .option("--trust-proxy", "believe the X-Forwarded-* headers of the proxy in front")
    .addOption(new Option("--role <role>", "answer calls, do outgoing work, or both").choices(["api", "worker", "all"]).default("all"))
    .option("--retention-days <number>", "how long finished workflows, logs and calls are kept", wholeNumber)
    .option("--yes", "listen on a public address although this is a demo portal")
    .option("--tls-cert <file>", "certificate (PEM), to speak HTTPS")
    .option("--tls-key <file>", "its key (PEM)")
    .addHelpText(
      "after",
      "\nDATABASE_URL names an own PostgreSQL (15 or newer) instead of the embedded one.\nKONTOR_SMTP names the mail server of portals that have none of their own: smtp://name:password@host:587.",
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const log = pino({ level: process.env["KONTOR_LOG"] ?? "info", base: null }, pino.destination(2));
  const settings = await settingsOf(options);
  // Loaded here, not by every command.
  const { openServerRuntime, startServer } = await import("../main.ts");
  const opened = await openServerRuntime(settings, process.env);
  let server: RunningServer | null = null;
  try {
    const demo = await preparePortal(opened, options, settings);
    server = await startServer(opened, settings, log);
    const facts = await factsOf(opened, options, server, demo);
    show(options.json ? { ...options, json: false } : options, facts, options.json ? [JSON.stringify(facts)] : startLines(facts));
  } catch (error) {
    await (server ? server.stop() : opened.close());
    throw explained(error, options);
  }
  stopOnSignals(server, log);
}

async function settingsOf(options: ServeOptions): Promise<ServerSettings> {
  const { host, port, role, data } = options;
  if (port < 0 || port > 65_535) throw new CommandError(`--port takes a number from 0 to 65535, not ${port}`);
  if (options.retentionDays !== undefined && options.retentionDays < 1)
    throw new CommandError(`--retention-days takes a number from 1, not ${options.retentionDays}`);
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) throw new CommandError("--tls-cert and --tls-key go together");
  if (options.publicUrl !== undefined && !/^https?:\/\/[^/\s]+\/?$/.test(options.publicUrl)) {
    throw new CommandError(`--public-url takes an address without a path, such as https://kontor.example.org, not ${options.publicUrl}`);
  }
  const tls = options.tlsCert && options.tlsKey ? await readCertificate(options.tlsCert, options.tlsKey) : null;
  return {
    dataFolder: data,
    databaseUrl: process.env["DATABASE_URL"] || undefined,
    host,
    port,
    role,
    trustProxy: options.trustProxy === true,
    tls,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
    ...leaseOf(process.env),
    ...smtpOf(process.env),
  };
}

function smtpOf({ KONTOR_SMTP: text }: NodeJS.ProcessEnv): Pick<ServerSettings, "smtp"> {
  if (!text) return {};
  const smtp = mailServer(text);
  // Not the text: it holds a password.
  if (smtp === null) throw new CommandError("KONTOR_SMTP is no address such as smtp://name:password@mail.example.org:587");
  return { smtp };
}

function leaseOf({ KONTOR_LEASE_MS: text }: NodeJS.ProcessEnv): { readonly leaseMs?: number } {
  return text ? { leaseMs: wholeNumber(text) } : {};
}

async function readCertificate(certFile: string, keyFile: string): Promise<{ readonly cert: string; readonly key: string }> {
  const tls = { cert: (await fileNamed(certFile)).toString(), key: (await fileNamed(keyFile)).toString() };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new CommandError(`${certFile} and ${keyFile} are no certificate with its key (PEM): ${(error as Error).message}`);
  }
  return tls;
}

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

/** Makes the portal at the first start. A demo's passwords are shown on the screen, so its server stays on this machine unless told. */
async function preparePortal(opened: Opened, options: ServeOptions, settings: ServerSettings): Promise<DemoState | null> {
  const known = await firstPortal(opened.runtime);
  // Else the unwary would open a demo's known credentials to the world, by a proxy in front.
  if (known?.isDemo === true && options.empty === true) {
    throw new CommandError(
      "--empty makes a portal of your own, but a demo portal is there already. Use another --data, or another database in DATABASE_URL.",
    );
  }
  const willBeDemo = known === null ? options.empty !== true : known.isDemo;
  if (willBeDemo && settings.role !== "worker" && !loopback.has(settings.host) && options.yes !== true) {
    throw new CommandError(
      `This is a demo portal with known people and open credentials; it listens on ${settings.host} only with --yes. Use --empty (and another --data) for a portal of your own.`,
    );
  }
  const scheme = settings.tls ? "https" : "http";
  return prepareDemo(opened.runtime, {
    dataFolder: options.data,
    empty: options.empty === true,
    publicUrl: options.publicUrl ?? `${scheme}://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${settings.port}`,
  });
}

async function factsOf(opened: Opened, options: ServeOptions, server: RunningServer, demo: DemoState | null): Promise<StartFacts> {
  const { runtime, storage } = opened;
  const portal = await firstPortal(runtime);
  if (!portal) throw new Error("a server without a portal");
  const link = server.address === null ? null : await createSignInLink(runtime, portal.id, portal.administratorId);
  return {
    address: server.address,
    restUrl: `${portal.publicUrl}/rest/`,
    portal: { id: portal.id, name: portal.name, publicUrl: portal.publicUrl },
    role: options.role,
    database: storage.describe,
    dataFolder: options.data,
    privateHandlers: portal.privateHandlers,
    signInLink: link?.url ?? null,
    demo: demo && {
      webhookUrl: `${portal.publicUrl}/rest/${demo.webhook.userId}/${demo.webhook.secret}/`,
      clientId: demo.application.clientId,
      clientSecret: demo.application.clientSecret,
      credentialsFile: demo.file,
      templates: demo.templates,
      deal: demo.deal,
      expenseList: demo.expenseList,
    },
    pid: process.pid,
  };
}

function explained(error: unknown, options: ServeOptions): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE")
    return new CommandError(`Port ${options.port} of ${options.host} is taken. Choose another with --port (0 takes any free one).`);
  if (code === "EACCES")
    return new CommandError(`Port ${options.port} needs rights that this user does not have. Choose one above 1023 with --port.`);
  if (code === "EADDRNOTAVAIL") return new CommandError(`This machine has no address ${options.host}. Choose another with --host.`);
  return error;
}

/** Under npm one Ctrl+C arrives twice: from the terminal, and passed on by npm. */
const sameKeyPressMs = 1_500;

/** The first signal stops cleanly; a later one does not wait. Running workflows go on at the next start. */
function stopOnSignals(server: RunningServer, log: pino.Logger): void {
  let firstAt: number | null = null;
  const stop = (): void => {
    if (firstAt !== null) {
      if (performance.now() - firstAt > sameKeyPressMs) process.exit(130);
      return;
    }
    firstAt = performance.now();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, "The server did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
