import { z } from "zod";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";
import { isAvailable } from "./available-methods.ts";

export const methodGet = method({
  name: "method.get",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ name: phpString.optional() }),
  summary: "Tells whether a method exists and whether the caller may use it.",
  about: { name: { required: true, text: "Name of the method, in any case." } },
  errors: {},
  docs: "api-reference/common/system/method-get.md",
  returns: "isExisting and isAvailable",
  async call({ caller, params, methods }) {
    const found = methods.get((params.name ?? "").trim().toLowerCase());
    return value({ isExisting: found !== undefined, isAvailable: found !== undefined && isAvailable(found, caller) });
  },
});
