import { listCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

replay("bizproc.activity.list", "bizproc/bizproc-activity/bizproc-activity-list.md", listCases("activity"));
