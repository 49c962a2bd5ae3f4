// A template with all that the rules ask of it, gathered once.
import type { CompiledTemplate, Node } from "../compile.ts";
import type { Knowledge } from "./knowledge.ts";
import { below } from "./nodes.ts";
import { type Uses, usesOf } from "./uses.ts";
import { type Write, writesOf } from "./writes.ts";

export interface Subject {
  readonly compiled: CompiledTemplate;
  readonly knowledge: Knowledge;
  /** Steps that can run: neither they nor what they stand in is switched off. In reading order. */
  readonly nodes: readonly Node[];
  /** What those steps refer to. */
  readonly uses: Uses;
  readonly writes: readonly NodeWrite[];
  /** Of every step, also of those that are switched off. */
  readonly all: { readonly nodes: readonly Node[]; readonly uses: Uses; readonly writes: readonly NodeWrite[] };
}

export interface NodeWrite extends Write {
  readonly node: Node;
}

export function subjectOf(compiled: CompiledTemplate, knowledge: Knowledge): Subject {
  const nodes = below(compiled.root);
  const all = below(compiled.root, true);
  return {
    compiled,
    knowledge,
    nodes,
    uses: usesIn(nodes, compiled),
    writes: writesIn(nodes),
    all: { nodes: all, uses: usesIn(all, compiled), writes: writesIn(all) },
  };
}

function usesIn(nodes: readonly Node[], compiled: CompiledTemplate): Uses {
  const each = nodes.map((node) => usesOf(node, compiled));
  return {
    references: each.flatMap((uses) => uses.references),
    formulas: each.flatMap((uses) => uses.formulas),
    broken: each.flatMap((uses) => uses.broken),
    titles: each.flatMap((uses) => uses.titles),
  };
}

function writesIn(nodes: readonly Node[]): NodeWrite[] {
  return nodes.flatMap((node) => writesOf(node).map((write) => ({ ...write, node })));
}
