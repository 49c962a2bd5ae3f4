import { z } from "zod";
import { Refusal } from "../../operations/refusal.ts";
import { phpString } from "../coerce.ts";
import { method, value } from "../method.ts";

/** A feature is there as soon as the method is that it stands for. */
const methodOfFeature: ReadonlyMap<string, string> = new Map([["rest_offline_extended", "event.offline.get"]]);

export const featureGet = method({
  name: "feature.get",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({ CODE: phpString.optional() }),
  refusals: { CODE: "feature-code-empty" },
  summary: "Tells whether the portal has a feature.",
  about: { CODE: { required: true, text: "Code of the feature: `rest_offline_extended`. Of any other the answer is `N`." } },
  errors: { "feature-code-empty": "`CODE` is missing or empty." },
  docs: "api-reference/common/system/feature-get.md",
  returns: "value: Y or N",
  async call({ params: { CODE = "" }, methods }) {
    const code = CODE.trim().toLowerCase();
    if (code === "") throw new Refusal("feature-code-empty");
    return value({ value: methods.has(methodOfFeature.get(code) ?? "") ? "Y" : "N" });
  },
});
