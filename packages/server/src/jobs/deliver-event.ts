// Tells an application of an event, such as its own installation. Nobody waits for the outcome.
import type { JobHandler } from "../queue/worker.ts";
import { type CallTarget, type Delivery, readEventTarget } from "../store/delivery.ts";
import { type Call, type DeliveryWorld, deliver, wireMap } from "./delivery.ts";
import { type EventCall, parseEventCall } from "./payload.ts";

const slots = 64;
const farewell = "ONAPPUNINSTALL";

export function deliverEvent(world: DeliveryWorld): JobHandler<Delivery> {
  return {
    slots,
    run: async (job, signal) => {
      const request = parseEventCall(job.payload);
      const read = await readEventTarget(world.database, job.portalId, request.applicationId, request.userId);
      const target = request.event === farewell ? departed(read, request) : read;
      return deliver(world, job, target, callOf(target, request), signal, async () => undefined);
    },
  };
}

/** Is told to an application that is gone: it knows the portal by its application token, and has no access any more. */
function departed(target: CallTarget, { applicationId: id, clientId, applicationName: name }: EventCall): CallTarget {
  return { ...target, application: { id, clientId, name, scopes: [] } };
}

function callOf(target: CallTarget, { event, eventHandlerId, data, handler, userId }: EventCall): Call {
  const fields = {
    event,
    ...(eventHandlerId === null ? {} : { event_handler_id: eventHandlerId }),
    data: wireMap(data),
    ts: Math.floor(target.now.getTime() / 1000),
  };
  return {
    url: handler,
    fields,
    kept: fields,
    code: event,
    eventId: "",
    userId: event === farewell ? null : userId,
    isFarewell: event === farewell,
    // Applications keep the one of their installation; later events bring only short-lived access.
    hasRefreshToken: event === "ONAPPINSTALL",
  };
}
