// From a query and a body in any of the encodings to the parameters of a call, with the token taken out.

import { setImmediate } from "node:timers/promises";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { Refusal } from "../operations/refusal.ts";
import { maxDepth, maxPairs, parseQueryBytes, phpForm, withoutNul } from "./php-query.ts";
import { emptyMap, inOrder, type MutablePhpMap, noParams, type Params, type PhpMap, type PhpValue } from "./php-value.ts";

export interface RawRequest {
  /** Undecoded, one character per byte. */
  readonly query: string;
  /** Null for GET: a body sent with GET is not read, and so neither is a token in it. */
  readonly body: Buffer | null;
  readonly contentType: string;
}

export interface DecodedRequest {
  readonly params: Params;
  readonly token: string | null;
}

export async function decodeRequest({ query, body, contentType }: RawRequest): Promise<DecodedRequest> {
  const fromQuery = query === "" ? null : parseQueryBytes(query);
  const fromBody = body === null || body.length === 0 ? null : await decodeBody(body, contentType);
  if (fromQuery === null && fromBody === null) return { params: noParams, token: null };
  const params = fromQuery === null || fromBody === null ? (fromQuery ?? fromBody ?? emptyMap()) : Object.assign(fromQuery, fromBody);
  const taken = takeToken(params);
  return taken.token === null ? takeSpelledOutToken(params) : taken;
}

async function decodeBody(body: Buffer, contentType: string): Promise<MutablePhpMap> {
  const semicolon = contentType.indexOf(";");
  const type = (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  if (type === "application/json" || type.endsWith("+json")) return decodeJson(body);
  if (type === "multipart/form-data") return decodeMultipart(body, contentType);
  if (type !== "application/x-www-form-urlencoded" && looksLikeJson(body)) return decodeJson(body);
  return parseQueryBytes(body.toString("latin1"));
}

// A client that forgets the header still means JSON; a form never starts with a brace.
function looksLikeJson(body: Buffer): boolean {
  return /^\s*[{[]/.test(body.toString("latin1", 0, 64));
}

const maxValues = 200_000;

function decodeJson(body: Buffer): MutablePhpMap {
  const text = withMarkedNumbers(body.toString("utf8").replace(/^\uFEFF/, ""));
  if (text.trim() === "") return emptyMap();
  const parsed = parseJson(text);
  if (parsed === null) return emptyMap();
  if (typeof parsed !== "object") throw new Refusal("request-malformed", { reason: "the JSON body is not an object" });
  // Only these escapes can smuggle in what the database cannot store: NUL and halves of surrogate pairs.
  const clean = /\\u(0000|d[89a-f])/i.test(text) ? storable : unchanged;
  return plainMap(parsed as Readonly<Record<string, unknown>>, clean);
}

function parseJson(text: string): unknown {
  const reason = excessOf(text);
  if (reason !== null) throw new Refusal("request-malformed", { reason });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal("request-malformed", { reason: "the body is not valid JSON" }, { cause });
  }
}

/** Why a text is too much to read, or null. Asked beforehand: JSON.parse takes seconds, and a gigabyte, for megabytes of brackets. */
function excessOf(json: string): string | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at);
    else if (character === ",") values += 1;
    else if (character === "]" || character === "}") depth -= 1;
    else if (character === "[" || character === "{") {
      depth += 1;
      values += 1;
    }
    if (depth > maxDepth) return `parameters nested deeper than ${maxDepth}`;
    if (values > maxValues) return `more than ${maxValues} values`;
  }
  return null;
}

/** Where the string that starts at `start` ends; the end of the text if nothing closes it. */
function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (json[before] === "\\") before -= 1;
    const isEscaped = (quote - before) % 2 === 0;
    if (!isEscaped) return quote;
  }
  return json.length;
}

/**
 * Keys that are whole numbers, with a NUL before them: so JSON.parse leaves them where they are. `storable` takes it off again.
 * Nothing else can match: within valid JSON, a quote that ends a text is never followed by a digit.
 */
function withMarkedNumbers(json: string): string {
  return json.replaceAll(/([{,]\s*")(?=\d{1,10}"\s*:)/g, "$1\\u0000");
}

type Clean = (text: string) => string;
const unchanged: Clean = (text) => text;
const storable: Clean = (text) => withoutNul(Buffer.from(text, "utf8").toString("utf8"));

/** Decodes a value that came as JSON text inside another encoding; null if it is no JSON. */
export function nestedJson(text: string): PhpValue {
  try {
    return excessOf(text) === null ? plain(JSON.parse(withMarkedNumbers(text)), storable) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

// The depth of what comes here has been limited, so it may call itself.
function plain(value: unknown, clean: Clean): PhpValue {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value as number | boolean | null;
  if (Array.isArray(value)) return value.map((item) => plain(item, clean));
  return plainMap(value as Readonly<Record<string, unknown>>, clean);
}

function plainMap(value: Readonly<Record<string, unknown>>, clean: Clean): MutablePhpMap {
  const map = emptyMap();
  const keys = Object.keys(value);
  for (const key of keys) map[clean(key)] = plain(value[key], clean);
  return clean === unchanged ? map : inOrder(map, keys.map(clean));
}

const pieceLength = 64 * 1024;

// A file becomes the pair [name, base64] that JSON clients send, so that methods know one form only.
function decodeMultipart(body: Buffer, contentType: string): Promise<MutablePhpMap> {
  return new Promise((resolve, reject) => {
    const form = phpForm();
    let isRefused = false;
    const fail = (cause: unknown) => {
      isRefused = true;
      reject(cause instanceof Refusal ? cause : new Refusal("request-malformed", { reason: "the multipart body is broken" }, { cause }));
    };
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        fail(error);
      }
    };
    attempt(() => {
      const parser = multipartParser(contentType, body.length);
      parser.on("field", (name, value) => attempt(() => form.add(name, withoutNul(value))));
      parser.on("file", (name, stream, fileName) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("error", fail);
        stream.on("end", () => attempt(() => form.add(name, [fileName ?? "", Buffer.concat(chunks).toString("base64")])));
      });
      parser.on("error", fail);
      parser.on("finish", () => resolve(form.result()));
      feed(parser, body, () => isRefused).catch(fail);
    });
  });
}

// In pieces, so that the rest of a refused body is left unread; what the parser has found in one is told only after a pause.
async function feed(parser: BusboyInstance, body: Buffer, isRefused: () => boolean): Promise<void> {
  for (let start = 0; start < body.length && !isRefused(); start += pieceLength) {
    parser.write(body.subarray(start, start + pieceLength));
    await setImmediate();
  }
  if (!isRefused()) parser.end();
}

function multipartParser(contentType: string, size: number): BusboyInstance {
  const headers: BusboyHeaders = { "content-type": contentType };
  return new Busboy({ headers, limits: { fieldNameSize: 4096, fieldSize: size, fileSize: size, parts: maxPairs + 1, headerPairs: 20 } });
}

/** A token counts in any case of its name; it never reaches a method. */
function takeToken(params: MutablePhpMap): DecodedRequest {
  let token: string | null = null;
  for (const name of Object.keys(params)) {
    if (!isTokenName(name)) continue;
    const given = params[name];
    if (typeof given === "string" && given !== "") token = given;
    delete params[name];
  }
  return { params, token };
}

/** Some clients write the name of OAuth itself. Beside `auth` it is a parameter like any other. */
function takeSpelledOutToken(params: MutablePhpMap): DecodedRequest {
  const token = params["access_token"];
  if (typeof token !== "string" || token === "") return { params, token: null };
  delete params["access_token"];
  return { params, token };
}

function isTokenName(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === "auth";
}

/** In a batch the token belongs to the outer call: a command's own is dropped unread. */
export function withoutToken(params: PhpMap): Params {
  return Object.keys(params).some(isTokenName) ? takeToken(Object.assign(emptyMap(), params)).params : params;
}
