// npm run reference: writes docs/reference from the methods and from what their examples answer. compat/reference.test.ts does the work,
// since the examples run where the tests run.
import { startVitest } from "vitest/node";

process.env["KONTOR_REFERENCE"] = "write";
const vitest = await startVitest("test", ["compat/reference.test.ts"], { watch: false, reporters: ["dot"] });
await vitest.close();
