// What an expression may see of the world. The workflow's side provides it; nothing here knows where the values live.
import type { Directory, DocumentSnapshot, WorkCalendar } from "../model/context.ts";
import type { FileFacts } from "../model/file.ts";
import type { PropertyDefinition } from "../model/property.ts";
import type { Value } from "../model/value.ts";

export interface Resolved {
  readonly value: Value;
  /** Where the type is known: how the value prints and converts. */
  readonly property: PropertyDefinition | null;
  /** The object has no field of this name, neither declared nor set. It reads as nothing, and the log says so. */
  readonly isUnknown?: true;
}

export interface Scope {
  /**
   * The value behind `object:field`; the object's name in any case. `undefined`: no such object, activity or System field.
   * An unknown field of a known object is `{ value: null, property: null, isUnknown: true }`.
   */
  resolve(object: string, field: string): Resolved | undefined;
  /** Milliseconds since 1970 on the portal's clock. */
  readonly now: number;
  readonly timeZone: string;
  readonly directory: Directory;
  readonly document: DocumentSnapshot;
  readonly hostUrl: string;
  readonly calendar?: WorkCalendar;
  /** Null: there is no such file. Missing: nothing is known of files. */
  file?(id: number): FileFacts | null;
  /** In [0, 1). */
  random(): number;
  /**
   * Takes why an expression cannot be calculated, or reads as nothing.
   * @param expression as it stands in the template: `formula =1/0`, `reference {=Document:X}`
   */
  problem?(expression: string, reason: string): void;
}
