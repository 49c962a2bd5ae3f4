// The first page of the reference: all methods by scope, and what holds for all of them.
import type { Method } from "../../packages/server/src/rest/method.ts";
import { generalErrors } from "./general-errors.ts";
import { errorTable } from "./page.ts";
import { table } from "./text.ts";

export function indexPage(methods: readonly Method[]): string {
  const scopes = [...new Set(methods.map(scopeOf))].toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return [
    "# REST methods",
    `All ${methods.length} methods of this server. What holds for all of them stands under [General rules](#general-rules).`,
    "The answers in the examples are those of a real server; only ids, tokens and times are replaced by fixed ones. Person 1 is an administrator, 2 an employee, 3 the employee's manager. `npm run reference` writes these pages.",
    ...scopes.flatMap((scope) => [
      `## ${scope === "" ? "Without a scope" : `Scope \`${scope}\``}`,
      methodTable(methods.filter((one) => scopeOf(one) === scope)),
    ]),
    generalRules,
    "### Errors",
    "An error has the status of the table and says what is wrong:",
    '```json\n{ "error": "ERROR_METHOD_NOT_FOUND", "error_description": "Method not found!" }\n```',
    "`ERROR_ARGUMENT` also names the parameter, as `argument`. `{…}` in a text stands for what the call brought. Any method may answer these:",
    errorTable(generalErrors, ""),
    "",
  ].join("\n\n");
}

function scopeOf({ scopes }: Method): string {
  return scopes?.[0] ?? "";
}

/** Processes come first: they are what the server is for. What needs no scope comes last. */
function rank(scope: string): number {
  if (scope === "bizproc") return 0;
  return scope === "" ? 2 : 1;
}

function methodTable(methods: readonly Method[]): string {
  const rows = methods.map(({ name, summary, access, context }) => {
    const who = access === "administrator" ? "administrators" : "everybody";
    return [`[${name}](${name}.md)`, summary, context === "application" ? `${who}, by an application` : who];
  });
  return table(["Method", "What it does", "Who"], rows);
}

const generalRules = `## General rules

### Address

| Caller | Address |
| --- | --- |
| a webhook | \`https://portal.example/rest/1/webhook-secret/{method}\`; 1 is the number of its person |
| an application | \`https://portal.example/rest/{method}\`, with the access token as the parameter \`auth\` |

Names of methods are taken in any case. \`.json\` or \`.xml\` behind the name chooses the answer's format; without it, it is JSON. Slashes too many do no harm. GET and POST are the same.

A webhook acts for one person with its scopes. An application acts for the person whose token it uses, with its own scopes. Methods that an application must call refuse webhooks.

### Parameters

They come in the query, as a form, as \`multipart/form-data\` or as JSON; query and body are put together, and the body counts where both have a name. In queries and forms, maps and lists are written in PHP's brackets:

\`\`\`text
fields[TITLE]=Desk&select[]=ID&select[]=TITLE
\`\`\`

- Names of parameters are taken in any case: \`TASK_ID\`, \`task_id\` and \`Task_Id\` are the same. Keys inside maps keep their case where they are the caller's own.
- A form knows only texts, so numbers and flags are understood as texts, too. A flag is \`Y\` or \`N\`, \`1\` or \`0\`, \`true\` or \`false\`.
- What is \`null\` counts as left out, and an empty text or list as an empty map.
- A file is base64, or a list of its name and base64, or a part of a multipart form.
- A moment is written as \`2026-01-05T10:00:00+01:00\`, with any offset; answers have that of the portal's zone.
- Parameters that a method does not know are passed over.

### Answers

\`\`\`json
{
  "result": true,
  "time": {
    "start": 1767603600.1,
    "finish": 1767603600.12,
    "duration": 0.02,
    "processing": 0.01,
    "date_start": "2026-01-05T09:00:00+00:00",
    "date_finish": "2026-01-05T09:00:00+00:00",
    "operating_reset_at": 1767604200,
    "operating": 0.01
  }
}
\`\`\`

\`duration\` is the whole call in seconds, \`processing\` the method's own part. \`operating\` is how long the method has worked for this caller in the last ten minutes, and \`operating_reset_at\` when that time begins to fall away. The pages show the block as \`{ /* … */ }\`. An empty map is written as \`[]\`.

### Lists

A list comes in pages of 50 rows. \`total\` is the number of all rows, \`next\` the \`start\` of the next page; the last page has no \`next\`. With \`start\` = -1 nothing is counted and \`total\` is 0, which is quicker: go on with a condition such as \`>ID\`.

A condition is a field with a prefix and a value; all conditions must be met:

| Prefix | Meaning |
| --- | --- |
| none, \`=\` | equal; one of them, if the value is a list |
| \`!\`, \`!=\` | not equal; none of them, if the value is a list |
| \`>\`, \`>=\`, \`<\`, \`<=\` | more, at least, less, at most |
| \`@\`, \`!@\` | one of a list, none of a list |
| \`%\`, \`!%\` | holds the text, does not |
| \`=%\`, \`%=\`, \`!=%\`, \`!%=\` | matches the pattern, does not; \`%\` in the value stands for anything |

Names of fields are taken in any case, and unknown ones are passed over. Groups of conditions are refused.

### Batch

[\`batch\`](batch.md) makes up to 50 calls in one request, one after the other; a later one may use what an earlier one answered. Rights are checked for each call by itself.`;
