import { deleteCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

replay("bizproc.activity.delete", "bizproc/bizproc-activity/bizproc-activity-delete.md", deleteCases("activity"));
