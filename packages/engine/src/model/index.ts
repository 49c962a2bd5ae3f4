// The model: one of the engine's two doors. Types and parsers that the whole server speaks in.
export * from "./context.ts";
export * from "./crm-types.ts";
export * from "./effect.ts";
export * from "./event.ts";
export * from "./file.ts";
export * from "./ids.ts";
export * from "./property.ts";
export * from "./question.ts";
export * from "./record.ts";
export * from "./rights.ts";
export * from "./template.ts";
export * from "./value.ts";
export * from "./workflow.ts";
