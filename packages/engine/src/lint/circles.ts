// Circles in a graph: each once, from the node that comes first.

/** The shortest circle through each node that no earlier circle holds. */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const taken = new Set<string>();
  for (const start of graph.keys()) {
    if (taken.has(start)) continue;
    const circle = shortestCircle(start, graph);
    if (circle === null) continue;
    found.push(circle);
    for (const node of circle) taken.add(node);
  }
  return found;
}

/** From the node back to it, without naming it twice; null where there is no such way. */
export function shortestCircle(start: string, graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const at of queue) {
    for (const next of graph.get(at) ?? []) {
      if (next === start) return wayTo(at, cameFrom, start);
      if (cameFrom.has(next) || !graph.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string>, start: string): string[] {
  const way = [end];
  for (let at = end; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}
