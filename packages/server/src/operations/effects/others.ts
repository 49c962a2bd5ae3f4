// What a Terminate step asks beyond its own end. Done by jobs right after the commit: they touch other workflows, or remove this one.
import { addJob, type Performer } from "./change.ts";

export const terminateOthers: Performer<"terminate-others"> = (draft, { title, kill }) => {
  addJob(draft, { kind: "terminate-others", activity: "", runAt: null, payload: { title, kill } });
};

export const killSelf: Performer<"kill-self"> = (draft) => {
  addJob(draft, { kind: "erase-workflow", activity: "", runAt: null, payload: {} });
};
