import { describe, expect, it } from "vitest";
import { Refusal } from "../operations/refusal.ts";
import { decodeRequest } from "./body.ts";

const json = "application/json";
const form = "application/x-www-form-urlencoded; charset=UTF-8";
const multipart = "multipart/form-data; boundary=X";

function decode(body: string | null, contentType = json, query = "") {
  return decodeRequest({ query, body: body === null ? null : Buffer.from(body), contentType });
}

describe("the parameters of a request", () => {
  it.each<[string, string | null, string, string, unknown, string | null]>([
    ["nothing at all", null, "", "", {}, null],
    ["a query", null, "", "a=1&auth=t", { a: "1" }, "t"],
    ["JSON", '{"a":1,"b":[true,null],"c":{"d":"x"},"auth":"t"}', json, "", { a: 1, b: [true, null], c: { d: "x" } }, "t"],
    ["JSON with a charset and a byte order mark", '\uFEFF{"a":1}', "application/json; charset=utf-8", "", { a: 1 }, null],
    ["an empty PHP array in JSON", "[]", json, "auth=t", {}, "t"],
    ["a list in JSON", '["x"]', json, "", { 0: "x" }, null],
    ["an empty body", "", json, "a=1", { a: "1" }, null],
    ["null in JSON", "null", json, "a=1", { a: "1" }, null],
    ["JSON without a type", ' {"a":1}', "", "", { a: 1 }, null],
    ["JSON as plain text", '{"a":1}', "text/plain", "", { a: 1 }, null],
    ["a form", "a[]=1&auth=t", form, "", { a: ["1"] }, "t"],
    ["a form without a type", "a[]=1", "", "", { a: ["1"] }, null],
    ["query and body, where the body wins", '{"a":2,"auth":"body"}', json, "a=1&b=1&auth=query", { a: 2, b: "1" }, "body"],
    ["a token in any case", '{"AUTH":"t"}', json, "", {}, "t"],
    ["a token by the name of OAuth", null, "", "a=1&access_token=t", { a: "1" }, "t"],
    ["what is named so beside a token", '{"access_token":"x","auth":"t"}', json, "", { access_token: "x" }, "t"],
    ["what is named so and no text", '{"access_token":["x"],"a":1}', json, "", { access_token: ["x"], a: 1 }, null],
    ["a token that is no text", '{"auth":{"x":1}}', json, "", {}, null],
    ["an empty token in the body beside one in the query", "a=1&auth=", form, "auth=t", { a: "1" }, null],
    ["characters the database cannot hold", '{"a":"x\\u0000y\\ud800z"}', json, "", { a: "xy\uFFFDz" }, null],
    ["a multipart form", parts('name="a[b]"', "1", 'name="auth"', "t"), multipart, "", { a: { b: "1" } }, "t"],
    [
      "a file",
      parts('name="FILE"; filename="x.bpt"', "\u0001\u0002", 'name="n"', "é"),
      multipart,
      "",
      { FILE: ["x.bpt", "AQI="], n: "é" },
      null,
    ],
  ])("come from %s", async (_, body, contentType, query, params, token) => {
    expect(await decode(body, contentType, query)).toEqual({ params, token });
  });

  it.each<[string, string, string]>([
    ["broken JSON", '{"a":', json],
    ["a scalar in JSON", "7", json],
    ["JSON nested too deeply", `{"a":${"[".repeat(40)}${"]".repeat(40)}}`, json],
    ["JSON nested absurdly deeply", `{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`, json],
    ["JSON with millions of small values", `{"a":[${"{},".repeat(3_000_000)}{}]}`, json],
    ["a multipart body with more parts than parameters may be", parts(...new Array<string>(40_000).fill('name="a[]"')), multipart],
    ["a form with names of megabytes", `a${"[".repeat(2_000_000)}=1`, form],
    ["a multipart body without a boundary", "x", "multipart/form-data"],
    ["a multipart body cut short", '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', multipart],
  ])("%s is refused", async (_, body, contentType) => {
    await expect(decode(body, contentType)).rejects.toMatchObject({ code: "request-malformed" });
    await expect(decode(body, contentType)).rejects.toBeInstanceOf(Refusal);
  });

  it("depth is counted outside of texts only, and up to the limit it is fine", async () => {
    const brackets = "[".repeat(100);
    const inner = `${"[".repeat(31)}"${brackets}\\\\\\"${brackets}"${"]".repeat(31)}`;
    expect(JSON.stringify((await decode(`{"a":${inner}}`)).params)).toBe(`{"a":${inner}}`);
  });

  // Work that looks back would take hours.
  it("megabytes of brackets are refused before the test's time is up", async () => {
    await expect(decode("[".repeat(20_000_000))).rejects.toBeInstanceOf(Refusal);
    await expect(decode(`{"a":"${'\\\\"'.repeat(3)}${"\\".repeat(10_000_000)}`)).rejects.toBeInstanceOf(Refusal);
  });

  it("keys that objects inherit are only keys in JSON too", async () => {
    const { params } = await decode('{"__proto__":{"admin":1},"a":{"__proto__":{"admin":1}}}');
    expect(Object.keys(params)).toEqual(["__proto__", "a"]);
    expect((params["a"] as Record<string, unknown>)["admin"]).toBeUndefined();
    expect((params as Record<string, unknown>)["admin"]).toBeUndefined();
  });
});

function parts(...pairs: readonly string[]): string {
  let body = "";
  for (let i = 0; i < pairs.length; i += 2) body += `--X\r\nContent-Disposition: form-data; ${pairs[i]}\r\n\r\n${pairs[i + 1]}\r\n`;
  return `${body}--X--\r\n`;
}
