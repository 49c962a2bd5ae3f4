import { deleteCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

replay("bizproc.robot.delete", "bizproc/bizproc-robot/bizproc-robot-delete.md", deleteCases("robot"));
