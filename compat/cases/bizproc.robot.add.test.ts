import { addCases, addressCases } from "../support/registration-cases.ts";
import { replay } from "../support/replay.ts";

const page = "bizproc/bizproc-robot/bizproc-robot-add.md";

replay("bizproc.robot.add", page, addCases("robot"));
replay("bizproc.robot.add", page, addressCases("robot", "add"));
