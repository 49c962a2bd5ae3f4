import { expect, test } from "vitest";
import { phpForm } from "./php-form.ts";

test.each([
  ["a scalar", { a: "1" }, "a=1"],
  ["a number", { a: 330.5 }, "a=330.5"],
  ["null is empty", { a: null }, "a="],
  ["a list", { document_id: ["crm", "X"] }, "document_id%5B0%5D=crm&document_id%5B1%5D=X"],
  ["a map in a map", { a: { b: { c: "1" } } }, "a%5Bb%5D%5Bc%5D=1"],
  ["an empty list keeps its key", { a: { b: [] } }, "a%5Bb%5D="],
  ["an empty map keeps its key", { a: {} }, "a="],
  ["PHP's encoding of blanks and marks", { a: "b c+d~!'()*&=%" }, "a=b+c%2Bd%7E%21%27%28%29%2A%26%3D%25"],
  ["what stays as it is", { a: "a-b_c.d" }, "a=a-b_c.d"],
  ["other scripts as UTF-8", { ключ: "Ü" }, "%D0%BA%D0%BB%D1%8E%D1%87=%C3%9C"],
  ["the bar of event tokens", { t: "w|A1|x.y" }, "t=w%7CA1%7Cx.y"],
  ["the order of the fields", { z: "1", a: "2" }, "z=1&a=2"],
])("%s", (_, fields, body) => {
  expect(phpForm(fields)).toBe(body);
});
