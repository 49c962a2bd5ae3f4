import { addressCases, updateCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

const page = "bizproc/bizproc-activity/bizproc-activity-update.md";

replay("bizproc.activity.update", page, updateCases("activity"));
replay("bizproc.activity.update", page, addressCases("activity", "update"));
