// What a type of documents is to the rest of the server: its fields, and how a document of it comes to be and changes.
import { type DocumentTriple, type PropertyDefinition, parseProperty, type Value, type ValueMap } from "@kontor/engine/model";
import type { Category } from "./definition.ts";
import type { Stage } from "./stages.ts";

/** Where documents of a type stand on their way. */
export interface Pipelines {
  /** STAGE_ID, STATUS_ID */
  readonly field: string;
  /** The field that tells P, S or F; null: nobody stores it. */
  readonly semanticsField: string | null;
  /** CATEGORY_ID; null: there is one pipeline. */
  readonly categoryField: string | null;
  readonly categories: readonly Category[];
  /** Of all pipelines, each in its order. */
  readonly stages: readonly Stage[];
  /** The stages that a new pipeline of this number begins with. */
  firstStages(category: number): readonly Stage[];
}

export interface DocumentType {
  /** `["crm", "CCrmDocumentDeal", "DEAL"]` */
  readonly triple: DocumentTriple;
  /** Where its documents are stored: DEAL, LEAD, DYNAMIC_147, iblock_1. */
  readonly code: string;
  readonly name: string;
  /** As the engine and templates name them; both names of a list's property share one definition. */
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  /** Fields that only the server writes. */
  readonly readOnly: ReadonlySet<string>;
  /** Fields that are columns of the row. */
  readonly columns: Readonly<Record<string, "id" | "createdAt" | "modifiedAt">>;
  /** Digits after the point in stored doubles; null: as written. */
  readonly decimals: number | null;
  /** The fields that answer for `author` and `responsible` in lists of users. */
  readonly authorField: string;
  readonly responsibleField: string;
  readonly modifiedByField: string;
  readonly pipelines: Pipelines | null;
  /** Fields whose change may have more to follow from it than the change itself: the stage, and those that triggers wait for. */
  readonly watched: ReadonlySet<string>;
  /** Documents that this one names, by the word that stands before their fields in `{=Document:CONTACT.PHONE}`. */
  readonly links: Readonly<Record<string, DocumentLink>>;
  /** Fields that have two names, by either. */
  readonly twins: Readonly<Record<string, string>>;
  /** The stored name of a field that documents of this type may hold; null for any other. */
  storedName(field: string): string | null;
  nameOf(fields: ValueMap, id: number): string;
  urlOf(id: number): string;
  /** `DEAL_1`; an element of a list goes by its number alone. */
  complexId(id: number): string;
  /** What a new document holds before the caller's fields. */
  defaults(creation: Creation): ValueMap;
  /** What follows from fields about to be written, over those of before: a stage decides whether a deal is closed. */
  derived(written: ValueMap): ValueMap;
  /** Who and when, for every write by a person; `now` is a stored moment. */
  stamp(change: { readonly written: ValueMap; readonly userId: number; readonly now: string }): ValueMap;
  /** Fields that the wire does not show, or only to who names them. */
  readonly hidden: ReadonlySet<string>;
  /** Fields that stay when a document is overwritten as a whole. */
  readonly kept: ReadonlySet<string>;
  /** Values of the engine's view that are not stored. */
  computed(fields: ValueMap): ValueMap;
}

export interface Creation {
  readonly id: number;
  readonly userId: number;
  /** The portal's day, `2025-12-25`. */
  readonly today: string;
  /** The pipeline, where the caller names one. */
  readonly category?: Value | undefined;
}

export interface DocumentLink {
  /** The field that holds its number. */
  readonly field: string;
  readonly type: DocumentTriple;
}

export interface FieldOptions {
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly options?: ValueMap;
}

export function field(name: string, type: string, { required = false, multiple = false, options }: FieldOptions = {}): PropertyDefinition {
  const raw: Record<string, Value> = { Name: name, Type: type, Required: required, Multiple: multiple };
  return parseProperty(name, options === undefined ? raw : { ...raw, Options: options });
}
