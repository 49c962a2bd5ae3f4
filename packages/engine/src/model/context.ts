// Everything that `advance` may know of the world, loaded by the operation before it runs.
import type { DocumentTriple, UserId } from "./ids.ts";
import type { PropertyDefinition } from "./property.ts";
import type { ValueMap } from "./value.ts";

/** Milliseconds since 1970 on the portal's clock; the end is the first moment that is no absence any more. */
export interface Absence {
  readonly user: UserId;
  readonly from: number;
  readonly to: number;
}

export interface Person {
  readonly id: UserId;
  /** As people read it: "Ann Lee". */
  readonly name: string;
  readonly login: string;
  readonly email: string;
  readonly active: boolean;
  readonly departments: readonly number[];
  /** IANA name of the zone that their clock shows; null or missing: the portal's. */
  readonly timeZone?: string | null;
  /** Who acts for the person while they are away. */
  readonly deputy?: UserId | null;
}

export interface Department {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly head: UserId | null;
}

export interface Directory {
  readonly people: ReadonlyMap<number, Person>;
  readonly departments: ReadonlyMap<number, Department>;
  /** Those that were not over when the directory was read. */
  readonly absences?: readonly Absence[];
}

export interface DocumentSnapshot {
  readonly id: DocumentTriple;
  readonly type: DocumentTriple;
  readonly name: string;
  /** Site path such as `/crm/deal/details/1/`. */
  readonly url: string;
  readonly fields: Readonly<Record<string, PropertyDefinition>>;
  readonly values: ValueMap;
  /** Fields changed by the edit that started the workflow; null at other starts. */
  readonly changed: readonly string[] | null;
  /** The field that answers for `author`, `responsible` (the owner) in lists of users. */
  readonly authorField: string;
  readonly responsibleField: string;
  /** Documents that this one names: `{=Document:CONTACT.PHONE}` is a field of the contact whose number stands in CONTACT_ID. */
  readonly links?: Readonly<Record<string, { readonly field: string; readonly type: DocumentTriple }>>;
  /** Fields that have two names, by either: a property of a list has its number and its code. */
  readonly twins?: Readonly<Record<string, string>>;
  /** Null: documents of this type have no stages. */
  readonly way?: Way | null;
  /** It has been deleted: nothing can be read or written any more. */
  readonly isGone?: true;
  /** The workflow that has locked the document, if any. */
  readonly lockedBy?: string | null;
}

/** Stages of a type of documents. */
export interface Way {
  /** The field that holds the stage: STAGE_ID, STATUS_ID. */
  readonly field: string;
  /** The field that holds the pipeline; null: there is one. */
  readonly categoryField: string | null;
  /** Of all pipelines, each in its order. */
  readonly stages: readonly StageFacts[];
  /** Fields that follow from each stage, by its id: whether the work is done, its name as a text. */
  readonly follows?: Readonly<Record<string, ValueMap>>;
}

export interface StageFacts {
  /** `NEW`, `C6:PREPARATION`, `DT147_5:NEW` */
  readonly id: string;
  readonly name: string;
  /** P: in progress, S: success, F: failure. */
  readonly semantics: "P" | "S" | "F";
  /** Its pipeline; 0 where there is one. */
  readonly category: number;
}

/** An action or robot that an application registered. */
export interface ApplicationActivity {
  readonly type: string;
  readonly code: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, PropertyDefinition>>;
  readonly returnProperties: Readonly<Record<string, PropertyDefinition>>;
  /** What the registration says: wait, do not wait, or leave it to the step (which waits unless it says N). */
  readonly subscription: "Y" | "N" | "";
  readonly authUser: UserId | null;
}

export interface Context {
  /** Milliseconds since 1970 on the portal's clock. */
  readonly now: number;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** 32 hexadecimal digits; all that is random comes from it. */
  readonly seed: string;
  readonly workflowId: string;
  readonly templateId: number;
  /** `https://portal.example`, without a slash at the end. */
  readonly hostUrl: string;
  /** Who caused this event; null when nobody did. */
  readonly user: UserId | null;
  readonly document: DocumentSnapshot;
  /** Live values of constants that were changed after the import. */
  readonly constants: ValueMap;
  readonly directory: Directory;
  /** Missing: Monday to Friday, 9 to 18. */
  readonly calendar?: WorkCalendar;
  readonly applicationActivities: Readonly<Record<string, ApplicationActivity>>;
  readonly limits: Limits;
  /** A step that cannot go on ends the workflow, as in the product; otherwise it is held until somebody acts. */
  readonly endsOnFault?: boolean;
  /** Task numbers that the steps may use, in order. */
  readonly taskIds: readonly number[];
}

/** When people work. */
export interface WorkCalendar {
  /** 0 is Sunday. */
  readonly weekHolidays: readonly number[];
  /** `1.01` (every year) or `1.01.2026`. */
  readonly yearHolidays: readonly string[];
  /** Days that are worked although the week says otherwise; same form. */
  readonly yearWorkdays: readonly string[];
  readonly startMinutes: number;
  readonly endMinutes: number;
}

/** Guards against templates that never end. Reaching one is an incident, never a silent stop. */
export interface Limits {
  /** Iterations of one While, over all its waits. */
  readonly loopIterations: number;
  /** Steps between two saves. */
  readonly steps: number;
  /** Workflows that have started one another, counted from the first. */
  readonly depth: number;
  /** How often workflows may move one document from stage to stage within a minute. */
  readonly stageMoves: number;
  /** Workflows on one document at a time; rules of stages do not count, and are not kept from it. 0: any number. */
  readonly perDocument: number;
  /** Seconds to which shorter pauses and time limits of steps are raised. 0: they stay as they are. */
  readonly shortestWait: number;
}

export const defaultLimits: Limits = { loopIterations: 1000, steps: 100_000, depth: 10, stageMoves: 30, perDocument: 0, shortestWait: 0 };
