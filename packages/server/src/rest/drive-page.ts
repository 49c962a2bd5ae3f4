// GET /drive/…: what lies at a place of the drive, for people who are signed in and have access to it. Downloads are links for a day.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "../auth/session.ts";
import { downloadLink, findDriveObject, listFolder, mayOpen, type Shown } from "../operations/drive.ts";
import { type BrowserDoor, registerPages, sessionOf } from "./browser.ts";
import { type Html, html, sendPage, sendRedirect } from "./page.ts";

export function registerDrive(fastify: FastifyInstance, door: BrowserDoor): void {
  registerPages(fastify, door, (scope) => {
    scope.get("/drive/:id", (request, reply) => showObject(door, request, reply));
  });
}

async function showObject(door: BrowserDoor, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = await sessionOf(door, request);
  if (session === null) return sendRedirect(reply, `/sign-in?return=${encodeURIComponent(request.url)}`);
  const { id = "" } = request.params as { readonly id?: string };
  const { caller } = session;
  const shown = /^\d{1,15}$/.test(id) ? await findDriveObject(door.runtime, caller.portalId, Number(id)) : null;
  // Whoever may not open a thing does not learn that it is there.
  if (shown === null || !(await mayOpen(door.runtime, caller, shown.object)))
    return sendPage(reply, {
      status: 404,
      title: "Not found",
      content: html`<p>There is no such file or folder, or it is not open to you.</p>`,
    });
  const content = shown.object.isFolder ? await folderOf(door, session, shown) : await fileOf(door, session, shown);
  return sendPage(reply, { status: 200, title: shown.object.name, content: html`${pathOf(shown)}${content}` });
}

function pathOf({ above }: Shown): Html {
  return above.length === 0 ? html`` : html`<p>In ${above.map(({ id, name }) => html`<a href="/drive/${id}">${name}</a> / `)}</p>`;
}

async function folderOf({ runtime }: BrowserDoor, { caller }: Session, { object }: Shown): Promise<Html> {
  const { storage, owner, id } = object;
  const entries = await listFolder(runtime, caller.portalId, { storage, owner, folder: id });
  if (entries.length === 0) return html`<p>The folder is empty.</p>`;
  const size = ({ isFolder, size: bytes }: (typeof entries)[number]): string => (isFolder ? "folder" : `${bytes} bytes`);
  return html`<ul>${entries.map((entry) => html`<li><a href="/drive/${entry.id}">${entry.name}</a> (${size(entry)})</li>`)}</ul>`;
}

async function fileOf({ runtime }: BrowserDoor, { caller }: Session, { versions }: Shown): Promise<Html> {
  const links = await Promise.all(versions.map(({ file }) => downloadLink(runtime, caller.portalId, file)));
  const when = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");
  return html`<ul>${versions.map(
    ({ size, createdAt }, index) =>
      html`<li><a href="${links[index] ?? ""}">Download</a> the version of ${when(createdAt)} UTC, ${size} bytes</li>`,
  )}</ul>`;
}
