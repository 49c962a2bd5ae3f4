// What applications want to be told of, and where they show themselves.
import type { RestWorld } from "../../../packages/server/test/support/rest-world.ts";
import type { Params } from "../../support/encodings.ts";
import type { Examples } from "../example.ts";

const binding = { event: "ONCRMDEALADD", handler: "http://127.0.0.1:9/events" };
const place = { PLACEMENT: "CRM_DEAL_DETAIL_TAB", HANDLER: "http://127.0.0.1:9/tab" };

/** The parameters of a call, after something was bound. */
function bound(method: "event.bind" | "placement.bind", first: Params, params: Params = {}) {
  return async (world: RestWorld): Promise<Params> => {
    await world.call("application", method, first);
    return params;
  };
}

export const eventExamples = {
  events: [{ title: "Those of the scope `task`", params: { SCOPE: "task" } }],
  "event.bind": [
    { title: "Be told of new deals", params: binding },
    { title: "A second time", params: bound("event.bind", binding, binding), error: "event-already-bound" },
    { title: "An event that does not exist", params: { ...binding, event: "ONDEALPAINTED" }, error: "event-not-found" },
  ],
  "event.get": [{ title: "After one was bound", params: bound("event.bind", binding) }],
  "event.test": [{ title: "With a value of one's own", params: bound("event.bind", { ...binding, event: "ONAPPTEST" }, { round: 1 }) }],
  "event.unbind": [
    { title: "One handler", params: bound("event.bind", binding, binding) },
    {
      title: "An offline binding, by somebody who is no administrator",
      as: "application of the employee",
      params: { event: "ONCRMDEALADD", event_type: "offline" },
      error: "event-offline-unbind-denied",
    },
  ],
  "placement.bind": [
    {
      title: "A tab in the card of a deal",
      params: { ...place, TITLE: "Score", LANG_ALL: { en: { TITLE: "Score" }, de: { TITLE: "Bewertung" } } },
    },
    { title: "A place that does not exist", params: { ...place, PLACEMENT: "CRM_DEAL_CEILING" }, error: "placement-not-found" },
  ],
  "placement.get": [{ title: "After one was bound", params: bound("placement.bind", { ...place, TITLE: "Score" }) }],
  "placement.list": [{ title: "Those that need no further scope", params: { SCOPE: "placement" } }],
  "placement.unbind": [
    { title: "One handler", params: bound("placement.bind", place, place) },
    { title: "No place", params: {}, error: "argument-missing" },
  ],
} satisfies Record<string, Examples>;
