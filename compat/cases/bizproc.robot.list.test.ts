import { listCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

replay("bizproc.robot.list", "bizproc/bizproc-robot/bizproc-robot-list.md", listCases("robot"));
