/** The order in which things are made: what is needed comes first. Knows names only. */

/** Names in an order in which each stands behind all it needs, stable otherwise; or the path of a cycle. */
export function inOrder(
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): { order: string[]; cycle?: undefined } | { cycle: string[]; order?: undefined } {
  const order: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  function visit(name: string): string[] | undefined {
    if (done.has(name)) return undefined;
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    path.push(name);
    for (const need of needs.get(name) ?? []) {
      const cycle = needs.has(need) ? visit(need) : undefined;
      if (cycle) return cycle;
    }
    path.pop();
    done.add(name);
    order.push(name);
    return undefined;
  }

  for (const name of needs.keys()) {
    const cycle = visit(name);
    if (cycle) return { cycle };
  }
  return { order };
}
