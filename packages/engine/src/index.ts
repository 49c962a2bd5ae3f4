// The engine's main door.
export { type Advance, advance, createWorkflow } from "./advance.ts";
export { type CompiledTemplate, compile, isApplicationType } from "./compile.ts";
export * from "./model/index.ts";
