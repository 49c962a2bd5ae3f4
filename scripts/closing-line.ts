// A vitest reporter: the last line of a test run is "N passed, N failed", so that any CI can read the result.
import type { Reporter, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      let failedInside = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failedInside += 1;
        else skipped += 1;
      }
      // A file that cannot be loaded, or whose setup throws, has no failed test of its own but is a failure.
      failed += failedInside === 0 && module.state() === "failed" ? 1 : failedInside;
    }
    const tail = skipped > 0 ? `, ${skipped} skipped` : "";
    process.once("exit", () => process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`));
  }
}
