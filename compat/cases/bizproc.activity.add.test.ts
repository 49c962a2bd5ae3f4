import { addCases, addressCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

const page = "bizproc/bizproc-activity/bizproc-activity-add.md";

replay("bizproc.activity.add", page, addCases("activity"));
replay("bizproc.activity.add", page, addressCases("activity", "add"));
