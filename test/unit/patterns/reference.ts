/**
 * Event patterns told as simply as they can be: every leaf of the event, every way to give each key one of them. Slow, and
 * the measure of the real matcher. Knows equality, prefix, anything-but, exists, and no `$or`.
 */

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Alternative = string | number | { prefix: string } | { 'anything-but': string[] } | { exists: boolean };
export type Pattern = { [key: string]: Pattern | Alternative[] };

interface Leaf {
  readonly path: string;
  readonly value: Value;
  /** Array (by the path of its indexes) to element. */
  readonly elements: ReadonlyMap<string, number>;
}

function leaves(value: Value, path: string, at: string, elements: ReadonlyMap<string, number>): Leaf[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const inside = item !== null && typeof item === 'object';
      return leaves(item, path, `${at}[${i}]`, inside ? new Map(elements).set(at, i) : elements);
    });
  }
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) =>
      leaves(item, path ? `${path}.${key}` : key, `${at}.${key}`, elements),
    );
  }
  return [{ path, value, elements }];
}

const keys = (pattern: Pattern, prefix = ''): [string, Alternative[]][] =>
  Object.entries(pattern).flatMap(([key, inner]): [string, Alternative[]][] =>
    Array.isArray(inner) ? [[prefix + key, inner]] : keys(inner, `${prefix}${key}.`),
  );

function accepts(alternative: Alternative, value: Value): boolean {
  if (typeof alternative !== 'object') return alternative === value;
  if ('prefix' in alternative) return typeof value === 'string' && value.startsWith(alternative.prefix);
  if ('anything-but' in alternative) return !alternative['anything-but'].some((text) => text === value);
  return alternative.exists;
}

export function referenceMatches(pattern: Pattern, event: Value): boolean {
  const all = leaves(event, '', '', new Map());
  const wanted = keys(pattern).sort(([a], [b]) => (a < b ? -1 : 1));
  function holds(i: number, taken: ReadonlyMap<string, number>): boolean {
    const [path, alternatives] = wanted[i] ?? [];
    if (path === undefined || !alternatives) return true;
    const agreeing = all.filter(
      (leaf) =>
        leaf.path === path && [...leaf.elements].every(([array, element]) => (taken.get(array) ?? element) === element),
    );
    const absent = alternatives.some((one) => typeof one === 'object' && 'exists' in one && !one.exists);
    if (agreeing.length === 0) return absent && holds(i + 1, taken);
    return agreeing.some(
      ({ value, elements }) =>
        alternatives.some((one) => accepts(one, value)) && holds(i + 1, new Map([...taken, ...elements])),
    );
  }
  return holds(0, new Map());
}
