// What a portal says of a type of documents: all of a list or a smart process, and what it adds to a type that the program defines.
import type { ValueMap } from "@kontor/engine/model";
import type { Stage } from "./stages.ts";

export interface Category {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
}

export interface TypeDefinition {
  /** iblock_1, DYNAMIC_147, DEAL */
  readonly code: string;
  readonly name: string;
  /** Only lists have one. */
  readonly blockType?: string;
  /** PROPERTY_1 or UF_CRM_1: { Name, Type, Code, Multiple, Required, Options, Default } */
  readonly fields: ValueMap;
  readonly categories?: readonly Category[];
  readonly stages?: readonly Stage[];
  /** Fields whose change a trigger waits for. */
  readonly watched?: readonly string[];
}
