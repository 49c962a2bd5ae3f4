import { expect, test } from "vitest";
import { deactivated, delay, log, parallel, sequence, setVariables, start, when, whileLoop } from "../test-world.ts";

test("closes with the last of its branches, in whichever order they end", () => {
  for (const order of [
    ["x", "y"],
    ["y", "x"],
  ]) {
    const workflow = start([
      parallel("p", sequence("a", delay("x"), log("a")), sequence("b", delay("y"), log("b")), sequence("c", log("c"))),
      log("end"),
    ]);
    expect(workflow.report).toEqual(["c"]);
    for (const name of order) workflow.fire(name);
    expect(workflow.report).toEqual(["c", ...(order[0] === "x" ? ["a", "b"] : ["b", "a"]), "end"]);
    expect(workflow.state.status).toBe("completed");
  }
});

test("without branches, or with deactivated ones only, the flow goes on", () => {
  expect(
    start([parallel("none"), parallel("off", deactivated(sequence("a", log("a"))), deactivated(sequence("b"))), log("end")]).report,
  ).toEqual(["end"]);
});

test("branches share variables: the last write counts", () => {
  const workflow = start(
    [
      parallel("p", sequence("a", setVariables("s1", { V: "1" })), sequence("b", setVariables("s2", { V: "{=Variable:V}2" }))),
      log("{=Variable:V}"),
    ],
    {
      variables: { V: { Type: "string" } },
    },
  );
  expect(workflow.report).toEqual(["12"]);
});

test("inside a loop all branches begin anew", () => {
  const workflow = start(
    [
      whileLoop(
        "again",
        when("N", "<", "2"),
        parallel("p", sequence("a", delay("x")), sequence("b", delay("y"))),
        setVariables("n", { N: "={=Variable:N}+1" }),
      ),
      log("end"),
    ],
    { variables: { N: { Type: "int", Default: "0" } } },
  );
  for (const name of ["x", "y", "y", "x"]) expect(workflow.fire(name)).toBe("advanced");
  expect(workflow.report).toEqual(["end"]);
});
