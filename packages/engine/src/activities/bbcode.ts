// The small markup of messages, `[b]…[/b]`, as HTML.
import { escapeHtml } from "../expression/html.ts";

/** Everything but the known tags is text. Links go to the web and to mail only. */
export function bbcodeToHtml(text: string): string {
  return escapeHtml(text)
    .replaceAll(/\[(\/?)(b|i|u|s)\]/gi, (_, slash: string, tag: string) => `<${slash}${tag.toLowerCase()}>`)
    .replaceAll(/\[url=((?:https?:\/\/|mailto:)[^\]\s]{1,2000})\]/gi, '<a href="$1">')
    .replaceAll(/\[\/url\]/gi, "</a>")
    .replaceAll(/\[br\]|\r?\n/gi, "<br>\n");
}
