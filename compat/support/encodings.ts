// One call in each way that clients put it on the wire. All but JSON know only texts, and drop what is null or empty.
import type { Door } from "../../packages/server/test/support/rest-world.ts";

export type Params = Readonly<Record<string, unknown>>;

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: replies are whatever the wire says; cases compare them whole
  readonly body: any;
}

export type Encoding = keyof typeof encodings;

export const encodings = {
  "POST JSON": (url: string, params: Params) =>
    fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params) }),
  "POST form": (url: string, params: Params) => fetch(url, { method: "POST", body: new URLSearchParams(texts(params)) }),
  "POST multipart": (url: string, params: Params) => {
    const body = new FormData();
    for (const [name, value] of pairs(params)) body.append(name, value);
    return fetch(url, { method: "POST", body });
  },
  "GET brackets": (url: string, params: Params) => fetch(`${url}?${new URLSearchParams(texts(params))}`),
};

export async function send(encoding: Encoding, { url, auth }: Door, method: string, params: Params): Promise<Reply> {
  const response = await encodings[encoding](`${url}${method}`, auth === undefined ? params : { ...params, auth });
  return { status: response.status, body: await response.json() };
}

/** As PHP's http_build_query: `fields[PHONE][0]=…`, true as 1, false as 0. */
function texts(params: Params): [string, string][] {
  return pairs(params).filter((pair): pair is [string, string] => typeof pair[1] === "string");
}

/** A File is uploaded as one, which multipart alone can do. */
function pairs(params: Params): [string, string | File][] {
  return Object.entries(params).flatMap(([name, value]) => pairsOf(name, value));
}

function pairsOf(name: string, value: unknown): [string, string | File][] {
  if (value === null || value === undefined) return [];
  if (value instanceof File) return [[name, value]];
  if (typeof value === "object") return Object.entries(value).flatMap(([key, item]) => pairsOf(`${name}[${key}]`, item));
  return [[name, typeof value === "boolean" ? String(Number(value)) : String(value)]];
}
