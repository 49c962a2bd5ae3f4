// The import table of docs/ARCHITECTURE.md §2, as a check. Each folder of the server lists what it may import; anything else fails.
const server = "^packages/server/src/";
const may = (folder, allowed) => ({
  name: `${folder}-imports`,
  comment: `server/src/${folder} may import: ${[folder, ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `${server}${folder}/`, pathNot: "\\.test\\.ts$" },
  to: { path: server, pathNot: `${server}((${[folder, ...allowed].join("|")})/${folder === "cli" ? "|(main|open-runtime)\\.ts$" : ""})` },
});
const packages = (folder, forbidden) => ({
  name: `${folder}-packages`,
  severity: "error",
  from: { path: `${server}${folder}/`, pathNot: "\\.test\\.ts$" },
  to: { path: forbidden },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "engine-imports-nothing",
      severity: "error",
      from: { path: "^packages/engine/src/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^packages/engine/src/" },
    },
    {
      name: "bpt-imports-only-node",
      severity: "error",
      from: { path: "^packages/bpt/src/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^packages/bpt/src/", dependencyTypesNot: ["core"] },
    },
    {
      name: "two-doors-of-the-engine",
      severity: "error",
      from: { pathNot: "^packages/engine/" },
      to: { path: "^packages/engine/(src|dist)/", pathNot: "^packages/engine/(src|dist)/(model/)?index\\.(ts|js|d\\.ts)$" },
    },
    may("db", []),
    may("store", ["db"]),
    may("queue", ["db"]),
    may("documents", ["store", "db"]),
    may("portal", ["store", "db"]),
    may("apps", ["store", "db"]),
    may("auth", ["store", "db", "portal", "apps"]),
    may("operations", ["db", "store", "queue", "documents", "portal", "apps", "auth"]),
    may("jobs", ["operations", "queue", "apps", "db", "store"]),
    may("rest", ["operations", "auth", "db"]),
    may("console-api", ["operations", "auth", "db"]),
    may("cli", ["operations", "auth", "db"]),
    // The engine's main door (advance) is opened by operations; everybody else sees only its model.
    packages("(db|store|queue|documents|portal|apps|auth|rest|console-api|jobs|cli)", "^packages/engine/(src|dist)/index\\."),
    packages("(db|store|queue|documents|portal|apps|auth|rest|console-api|jobs)", "^packages/bpt/"),
    {
      name: "kit-imports",
      comment: "the kit sees the server through its door for tests only",
      severity: "error",
      from: { path: "^packages/kit/src/" },
      to: { pathNot: "^packages/(kit/src/|bpt/(src|dist)/index\\.|server/(src|dist)/testing\\.)", dependencyTypesNot: ["core"] },
    },
    {
      name: "door-for-tests",
      severity: "error",
      from: { pathNot: "^packages/kit/" },
      to: { path: "^packages/server/(src|dist)/testing\\." },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|node_modules)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { conditionNames: ["kontor-source", "import", "node", "default"], exportsFields: ["exports"] },
  },
};
