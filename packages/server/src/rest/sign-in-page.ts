// Signing in with a one-time link, signing out, and the page that says who is signed in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formToken } from "../auth/session.ts";
import { authorizationOrigin } from "../operations/authorize-application.ts";
import { previewSignIn, signIn, type Welcome } from "../operations/sign-in.ts";
import { signOut } from "../operations/sign-out.ts";
import {
  type BrowserDoor,
  endSession,
  formOf,
  isOwnForm,
  queryOf,
  registerPages,
  returnPath,
  sessionOf,
  startSession,
  visitorToken,
} from "./browser.ts";
import { type Html, html, sendPage, sendRedirect } from "./page.ts";
import { registerOffers, registerSession } from "./session-door.ts";

export function registerSignIn(fastify: FastifyInstance, door: BrowserDoor): void {
  registerPages(fastify, door, (scope) => {
    scope.get("/", (request, reply) => showWho(door, request, reply));
    scope.get("/sign-in", (request, reply) => showSignIn(door, request, reply));
    scope.post("/sign-in", (request, reply) => enter(door, request, reply));
    scope.post("/sign-out", (request, reply) => leave(door, request, reply));
    registerSession(scope, door);
    registerOffers(scope, door);
  });
}

async function showWho(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = await sessionOf(door, request);
  if (session === null) return sendRedirect(reply, "/sign-in");
  return sendPage(reply, {
    status: 200,
    title: session.portalName,
    content: html`<p>Signed in as <strong>${session.userName}</strong></p>
<form method="post" action="/sign-out">
<input type="hidden" name="token" value="${formToken(session.secret)}">
<button>Sign out</button>
</form>`,
  });
}

/** Uses nothing up: mail programs and chats open links to show what is behind them. */
async function showSignIn(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const query = queryOf(request);
  const code = codeIn(query.get("code"));
  const welcome = code === null ? null : await previewSignIn(door.runtime, code);
  const back = returnPath(query.get("return"));
  if (welcome === null || code === null) return askForLink(door, request, reply, { back, isWrong: code !== null });
  const hidden = hiddenFields(visitorToken(request, reply, welcome.publicUrl), back);
  return sendPage(reply, {
    status: 200,
    title: `Sign in to ${welcome.portalName}`,
    formOrigin: await originAfter(door, back),
    content: html`<p>You will be signed in as <strong>${welcome.userName}</strong>.</p>
<form method="post" action="/sign-in">
${hidden}<input type="hidden" name="code" value="${code}">
<button>Sign in</button>
</form>`,
  });
}

interface Asked {
  readonly back: string | null;
  readonly isWrong: boolean;
}

async function askForLink(
  door: BrowserDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  { back, isWrong }: Asked,
): Promise<FastifyReply> {
  const hidden = hiddenFields(visitorToken(request, reply, null), back);
  const problem = isWrong ? html`<p>This link has been used or is older than 15 minutes. Ask for a new one.</p>` : html``;
  return sendPage(reply, {
    status: isWrong ? 403 : 200,
    title: "Sign in",
    formOrigin: await originAfter(door, back),
    content: html`${problem}<p>You sign in with a link that an administrator gives you. Open it, or paste it here.</p>
<p>Whoever runs this server makes one with <code>kontor sign-in-link --user 1</code>, where 1 is the number of the person.</p>
<form method="post" action="/sign-in">
${hidden}<label for="code">Sign-in link</label>
<input id="code" name="code" required autocomplete="off" spellcheck="false">
<button>Sign in</button>
</form>`,
  });
}

async function enter(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formOf(request);
  if (!isOwnForm(request, fields, null)) return refuseForm(reply);
  const back = returnPath(fields.get("return"));
  const code = codeIn(fields.get("code"));
  const entered = code === null ? null : await signIn(door.runtime, code);
  if (entered === null) return askForLink(door, request, reply, { back, isWrong: true });
  return welcomeIn(request, reply, entered, back);
}

function welcomeIn(
  request: FastifyRequest,
  reply: FastifyReply,
  entered: Welcome & { readonly secret: string },
  back: string | null,
): FastifyReply {
  startSession(request, reply, entered.secret, entered.publicUrl);
  return sendRedirect(reply, back ?? "/");
}

async function leave(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = await sessionOf(door, request);
  if (session !== null) {
    if (!isOwnForm(request, formOf(request), session.secret)) return refuseForm(reply);
    await signOut(door.runtime, session.secret);
  }
  endSession(request, reply, session?.publicUrl ?? null);
  return sendRedirect(reply, "/sign-in");
}

/** For a form that was not drawn here, or for another visitor. */
export function refuseForm(reply: FastifyReply): FastifyReply {
  const content = html`<p>This form did not come from this page, or the page is too old. Go back, reload it and try again.</p>`;
  return sendPage(reply, { status: 403, title: "The form was not accepted", content });
}

function hiddenFields(token: string, back: string | null): Html {
  const place = back === null ? html`` : html`<input type="hidden" name="return" value="${back}">\n`;
  return html`<input type="hidden" name="token" value="${token}">\n${place}`;
}

/** People paste the whole link as often as its code. */
function codeIn(given: string | undefined): string | null {
  const text = given?.trim() ?? "";
  const code = URL.canParse(text) ? (new URL(text).searchParams.get("code") ?? "") : text;
  return code === "" ? null : code;
}

/** Authorising goes on to the application, in one chain of redirects that begins at the sign-in form. */
async function originAfter({ runtime }: BrowserDoor, back: string | null): Promise<string | null> {
  if (back === null) return null;
  const { pathname, searchParams } = new URL(back, "http://here.invalid");
  const clientId = searchParams.get("client_id");
  return /^\/oauth\/authorize\/?$/.test(pathname) && clientId !== null ? await authorizationOrigin(runtime, clientId) : null;
}
