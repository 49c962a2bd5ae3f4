import { z } from "zod";
import { readPlacements } from "../../operations/placements.ts";
import { phpArray } from "../encode.ts";
import { method, value } from "../method.ts";
import type { PhpMap } from "../php-value.ts";
import { ownerOf, placementMethod } from "./placement-params.ts";

export const placementGet = method({
  ...placementMethod("get"),
  params: z.object({}),
  summary: "Lists the handlers that the calling application has bound to places of the interface.",
  about: {},
  errors: {},
  returns: "handlers with their places and texts",
  async call(call) {
    const placements = await readPlacements(call.services.runtime, ownerOf(call));
    return value(
      placements.map(({ code, userId, handler, options, title, description, languages }) => ({
        placement: code,
        userId: userId ?? 0,
        handler,
        options: phpArray(options as PhpMap),
        title,
        description,
        langAll: phpArray(languages as PhpMap),
      })),
    );
  },
});
