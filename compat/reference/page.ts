// The page of a method, as Markdown.
import type { RefusalCode } from "../../packages/server/src/operations/refusal.ts";
import { errorForm } from "../../packages/server/src/rest/errors.ts";
import type { ErrorReasons, Method } from "../../packages/server/src/rest/method.ts";
import { errorsOf } from "./general-errors.ts";
import type { Shown } from "./run.ts";
import { timeBlock } from "./steady.ts";
import { curl, json, table } from "./text.ts";

export function page(method: Method, shown: readonly Shown[]): string {
  return [
    `# ${method.name}`,
    method.summary,
    facts(method),
    ...parameters(method),
    ...fields(method),
    ...errors(method),
    `## Example${shown.length === 1 ? "" : "s"}`,
    ...shown.map((one) => example(method, one)),
    "---",
    "[All methods](README.md) · [General rules](README.md#general-rules)",
    "",
  ].join("\n\n");
}

function facts({ scopes, access, context, aliases, batch, returns }: Method): string {
  const lines = [
    `**Scope:** ${scopes === null ? "none is needed" : scopes.map((scope) => `\`${scope}\``).join(" or ")}`,
    `**Who:** ${access === "administrator" ? "administrators" : "everybody"}`,
    `**Through:** ${context === "application" ? "an application; webhooks are refused" : "a webhook or an application"}`,
    `**Answers:** ${returns}`,
    ...(aliases.length === 0 ? [] : [`**Other name:** ${aliases.map((name) => `\`${name}\``).join(", ")}`]),
    ...(batch === "refused" ? ["**In a batch:** refused"] : []),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

function parameters({ params, about }: Method): readonly string[] {
  const schemas = schemasOf(params);
  // The compiler asks for these, but not where a schema takes any name.
  const untold = Object.keys(schemas).filter((name) => about[name] === undefined);
  if (untold.length > 0) throw new Error(`nothing is said about ${untold.join(", ")}`);
  const rows = Object.entries(about).map(([name, { text, type, required, default: usual }]) => {
    const value = type ?? values(schemas[name]);
    if (value === undefined) throw new Error(`which values does ${name} take? Neither its schema nor its about says it.`);
    const inside = name.replace(/\.(\w+)/g, "[$1]");
    const need = required === true ? "required" : (usual ?? "");
    return [inside.includes(" ") ? inside : `\`${inside}\``, value, need, text];
  });
  return ["## Parameters", rows.length === 0 ? "None." : table(["Parameter", "Value", "Required, or the default", "Meaning"], rows)];
}

/** As far as it matters here: an optional schema, or one with a default, stands around the one that describes its values. */
interface Schema {
  readonly description?: string;
  readonly unwrap?: () => Schema;
}

function schemasOf(params: Method["params"]): Readonly<Record<string, Schema>> {
  return "shape" in params ? (params.shape as Readonly<Record<string, Schema>>) : {};
}

function values(schema: Schema | undefined): string | undefined {
  return schema?.description ?? (schema?.unwrap === undefined ? undefined : values(schema.unwrap()));
}

function fields({ fields: named }: Method): readonly string[] {
  if (named === undefined) return [];
  const rows = Object.entries(named).map(([name, text]) => [`\`${name}\``, text]);
  return ["## Fields", table(["Field", "Meaning"], rows)];
}

function errors(method: Method): readonly string[] {
  const own = errorsOf(method);
  const general = "the [general errors](README.md#errors).";
  if (Object.keys(own).length === 0) return ["## Errors", `None of its own, but ${general}`];
  return ["## Errors", errorTable(own, method.name), `Also ${general}`];
}

/** `{name}` in a text stands for what the call brought. */
export function errorTable(reasons: ErrorReasons, methodName: string): string {
  const rows = (Object.entries(reasons) as [RefusalCode, string][]).map(([code, when]) => {
    const { status, error, text } = errorForm(code, methodName);
    return [String(status), error === "" ? "(empty)" : `\`${error}\``, text, when];
  });
  return table(["Status", "`error`", "`error_description`", "When"], rows);
}

const restUrl = "https://portal.example/rest/";

function example({ name }: Method, { title, webhookOf, asForm, params, status, body }: Shown): string {
  const url = `${restUrl}${webhookOf === null ? "" : `${webhookOf}/webhook-secret/`}${name}`;
  const sent = webhookOf === null ? { ...params, auth: "access-token" } : params;
  const isSuccess = status === 200 && "result" in body;
  return [
    `### ${title}`,
    ...(asForm ? [fenced("sh", curl(url, sent))] : []),
    ...(Object.keys(sent).length === 0
      ? []
      : [asForm ? "The same as a JSON body:" : `As a JSON body, to \`${url}\`:`, fenced("json", json(sent))]),
    `Answer${isSuccess ? "" : `, status ${status}`}:`,
    fenced(isSuccess ? "jsonc" : "json", json(body).replaceAll(JSON.stringify(timeBlock), timeBlock)),
  ].join("\n\n");
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
