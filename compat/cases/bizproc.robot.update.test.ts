import { addressCases, updateCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

const page = "bizproc/bizproc-robot/bizproc-robot-update.md";

replay("bizproc.robot.update", page, updateCases("robot"));
replay("bizproc.robot.update", page, addressCases("robot", "update"));
