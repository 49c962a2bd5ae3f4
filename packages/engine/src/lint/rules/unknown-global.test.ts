import { expect, test } from "vitest";
import { log } from "../../test-world.ts";
import { found, portal } from "../test-findings.ts";

const knowledge = portal({ globals: { constants: new Set(["Tax"]), variables: new Set(["Counter"]) } });

test("a global value that the portal does not have is a warning", () => {
  const wrong = found("unknown-global", [log("{=GlobalConst:Taxes} {=GlobalVar:Tax}")], { knowledge });
  expect(wrong).toEqual([
    expect.stringMatching(/no global constant "Taxes".*Did you mean "Tax"\?$/),
    expect.stringMatching(/no global variable "Tax"/),
  ]);
});

test("one that it has is in order, and of a file nothing is known", () => {
  expect(found("unknown-global", [log("{=GlobalConst:Tax} {=GlobalVar:Counter_printable}")], { knowledge })).toEqual([]);
  expect(found("unknown-global", [log("{=GlobalConst:Taxes}")])).toEqual([]);
});
