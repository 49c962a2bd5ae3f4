// What a document holds after a write, before anything is saved: later steps of the run read it.
import type { DocumentSnapshot } from "./model/context.ts";
import { asText, type Value, type ValueMap } from "./model/value.ts";

/** @param fields as steps write them: in any case, and by either name of a field that has two */
export function writtenValues({ fields: known, values, twins = {}, way }: DocumentSnapshot, fields: ValueMap): ValueMap {
  const written = Object.entries(fields).map(([name, value]): [string, Value] => [
    Object.hasOwn(known, name) ? name : upper(name, known),
    value,
  ]);
  const twice = written.flatMap(([name, value]): [string, Value][] => (Object.hasOwn(twins, name) ? [[twins[name] ?? name, value]] : []));
  const all = Object.fromEntries([...written, ...twice]);
  const stage = way && Object.hasOwn(all, way.field) ? asText(all[way.field]) : null;
  const follows = stage !== null && way?.follows && Object.hasOwn(way.follows, stage) ? way.follows[stage] : {};
  return { ...values, ...all, ...follows };
}

function upper(name: string, known: DocumentSnapshot["fields"]): string {
  const capitals = name.trim().toUpperCase();
  return Object.hasOwn(known, capitals) ? capitals : name;
}
