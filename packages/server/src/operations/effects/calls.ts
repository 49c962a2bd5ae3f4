// Calls of applications' handlers. The job holds no credentials: the worker mints them for each attempt.
import { addJob, cancelJob, type Performer } from "./change.ts";

const kind = "deliver-handler";

export const callHandler: Performer<"call-handler"> = (draft, effect, { documentId, documentType, startedBy }) => {
  const { activity, type, eventId, properties, files, waits, timeoutSeconds } = effect;
  const authUser = effect.authUser ?? startedBy;
  addJob(draft, {
    kind,
    activity,
    runAt: null,
    // Pairs: the order in which the application declared them is the order on the wire, and jsonb keeps none of its own.
    payload: {
      type,
      eventId,
      properties: Object.entries(properties),
      ...(files.length === 0 ? {} : { files }),
      authUser,
      waits,
      timeoutSeconds,
      documentId,
      documentType,
    },
  });
};

export const cancelCall: Performer<"cancel-call"> = (draft, { activity }) => cancelJob(draft, kind, activity);

export const callAddress: Performer<"call-address"> = (draft, { activity, url }, { documentId }) => {
  addJob(draft, { kind: "call-address", activity, runAt: null, payload: { url, documentId } });
};
