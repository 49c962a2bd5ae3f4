// The few pages that the server draws itself: plain HTML without scripts, readable on a phone, with nothing from elsewhere.
import type { FastifyReply } from "fastify";

/** Markup that is safe to send. Only `html` makes it, and `html` escapes whatever is put into it. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

/** `` html`<p>${anything}</p>` ``: texts are escaped, pieces made by `html` are not. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.map((text, index) => text + markupOf(parts[index] ?? "")).join("") };
}

function markupOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? "");
}

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly content: Html;
  /** Origin to which sending a form of this page may lead in the end: browsers check redirects after a form, too. */
  readonly formOrigin?: string | null;
}

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { box-sizing: border-box; width: 100%; max-width: 28rem; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
label { display: block; margin-bottom: .25rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .75rem; border-radius: .5rem; border: 1px solid #767676; }
button { margin-top: 1rem; border-color: #1d4ed8; background: #1d4ed8; color: #fff; cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
`;

export function sendPage(reply: FastifyReply, { status, title, content, formOrigin = null }: Page): FastifyReply {
  const formAction = formOrigin === null ? "'self'" : `'self' ${formOrigin}`;
  const csp = `default-src 'none'; style-src 'self' 'unsafe-inline'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body><main><h1>${title}</h1>
${content}
</main></body>
</html>
`;
  return withSafeHeaders(reply).code(status).header("content-security-policy", csp).type("text/html; charset=utf-8").send(document.markup);
}

/** 303 unless said otherwise, so that a form is not sent again to where it leads. */
export function sendRedirect(reply: FastifyReply, location: string, status: 302 | 303 = 303): FastifyReply {
  return withSafeHeaders(reply).redirect(location, status);
}

function withSafeHeaders(reply: FastifyReply): FastifyReply {
  return reply.headers({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    // Not "no-referrer": with it browsers send their forms with the origin "null", which no check can tell from a foreign one.
    "referrer-policy": "same-origin",
  });
}
