// Robots as a file: a plain JSON list, a package of robots (JSON, compressed or not) as the product writes it, or a template as a `.bpt` file.
import { deflateSync, inflateSync } from "node:zlib";
import { parseRobots, type Robot, TemplateError, writeRobots } from "@kontor/engine";
import { asMap, asText, isList, isMap, type Value, type ValueMap } from "@kontor/engine/model";
import { Refusal } from "./refusal.ts";

export interface RoboPackage {
  /** `["crm", "CCrmDocumentDeal", "DEAL"]`; empty where the file does not say. */
  readonly documentType: readonly string[];
  readonly stage: string;
  readonly name: string;
  readonly description: string;
  readonly robots: readonly Robot[];
  /** Definitions as templates hold them. */
  readonly parameters: ValueMap;
  readonly variables: ValueMap;
  readonly constants: ValueMap;
}

const largest = 16 * 1024 * 1024;

export type RuleFile = { readonly kind: "robots"; readonly package: RoboPackage } | { readonly kind: "template"; readonly bpt: Uint8Array };

/** @throws Refusal `template-data-incorrect` with what is wrong; a `.bpt` file is not looked into */
export function readRuleFile(bytes: Uint8Array): RuleFile {
  const text = jsonText(bytes);
  return text === null ? { kind: "template", bpt: bytes } : { kind: "robots", package: readRoboPackage(text) };
}

function readRoboPackage(text: string): RoboPackage {
  const value = parsed(text);
  const map = isList(value) ? { ROBOTS: value } : value;
  if (!isMap(map)) throw incorrect("neither a list of robots nor a package of them");
  return {
    documentType: Object.values(asMap(map["DOCUMENT_TYPE"])).map(asText),
    stage: asText(map["DOCUMENT_STATUS"]),
    name: asText(map["NAME"]),
    description: asText(map["DESCRIPTION"]),
    robots: robotsOf(map["ROBOTS"] ?? null),
    parameters: asMap(map["PARAMETERS"]),
    variables: asMap(map["VARIABLES"]),
    constants: asMap(map["CONSTANTS"]),
  };
}

export function writeRoboPackage({ documentType, stage, name, description, robots, ...definitions }: RoboPackage): Uint8Array {
  const content = {
    DOCUMENT_TYPE: documentType,
    DOCUMENT_STATUS: stage,
    NAME: name,
    DESCRIPTION: description,
    PARAMETERS: definitions.parameters,
    VARIABLES: definitions.variables,
    CONSTANTS: definitions.constants,
    SYSTEM_CODE: "",
    ORIGINATOR_ID: "",
    ORIGIN_ID: "",
    ROBOTS: writeRobots(robots),
    DOCUMENT_FIELDS: {},
    REQUIRED_APPLICATIONS: [],
  };
  return deflateSync(JSON.stringify(content), { level: 9 });
}

function robotsOf(value: Value): readonly Robot[] {
  try {
    return parseRobots(value);
  } catch (error) {
    if (error instanceof TemplateError) throw incorrect(error.message, error);
    throw error;
  }
}

/** Null: it is something else, by its first sign. */
function jsonText(bytes: Uint8Array): string | null {
  const text = new TextDecoder().decode(bytes[0] === zlibSign ? inflated(bytes) : bytes);
  return /^\s*[[{]/.test(text) ? text : null;
}

/** Begins what zlib has compressed. */
const zlibSign = 0x78;

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    throw incorrect("it is damaged, or too large", error);
  }
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    throw incorrect(error instanceof Error ? error.message : "it is no JSON", error);
  }
}

function incorrect(reason: string, cause?: unknown): Refusal {
  return new Refusal("template-data-incorrect", { reason }, { cause });
}
