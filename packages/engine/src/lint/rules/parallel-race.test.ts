import { expect, test } from "vitest";
import { parallel, request, review, sequence, setVariables } from "../../test-world.ts";
import { found } from "../test-findings.ts";

const read = (name: string) => review(name, { Users: ["user_1"] });

test("a variable that two branches write after a wait is a warning", () => {
  const steps = [
    parallel(
      "Both",
      sequence("P1", read("R1"), setVariables("S1", { V: 1 })),
      sequence("P2", request("Ask", { RequestedInformation: [{ Name: "V" }] })),
      sequence("P3", setVariables("S3", { W: 1 })),
    ),
  ];
  expect(found("parallel-race", steps)).toEqual([
    expect.stringMatching(/^warning Both: .* both write the variable "V"\. .*who answers last/),
  ]);
});

test("without a wait the order is known: a note", () => {
  const steps = [parallel("Both", sequence("P1", setVariables("S1", { V: 1 })), sequence("P2", setVariables("S2", { V: 2 })))];
  expect(found("parallel-race", steps)).toEqual([expect.stringMatching(/^note Both: .*the last branch stays/)]);
});

test("different variables, or one branch alone, are in order", () => {
  const steps = [
    parallel(
      "Both",
      sequence("P1", read("R1"), setVariables("S1", { V: 1 }), setVariables("S2", { V: 2 })),
      sequence("P2", setVariables("S3", { W: 2 })),
    ),
  ];
  expect(found("parallel-race", steps)).toEqual([]);
});
