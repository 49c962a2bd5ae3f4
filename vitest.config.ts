import { defineConfig } from "vitest/config";

const sources = { conditions: ["kontor-source"] };

export default defineConfig({
  resolve: sources,
  ssr: { resolve: sources },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "compat/**/*.test.ts", "scripts/**/*.test.ts"],
    reporters: ["default", "./scripts/compat-counts.ts", "./scripts/scenario-counts.ts", "./scripts/closing-line.ts"],
    setupFiles: ["./scripts/property-seed.ts"],
    globalSetup: ["./packages/server/test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
