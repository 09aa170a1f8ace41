/** Selectors of JSON patterns: `$.a.b`, `$.list[0]`, `$.list[*]`, `$["a key"]`. */

const STEP = /\.?([\w:@/-]+)|\.?\["([^"]*)"\]|\[(\d+|\*)\]/y;

/** The values that a selector finds in a document; none when nothing is there. Undefined when it is not a selector. */
export function selector(text: string): ((document: unknown) => unknown[]) | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: string[] = [];
  STEP.lastIndex = 1;
  let end = 1;
  for (let match = STEP.exec(text); match; match = STEP.exec(text)) {
    steps.push(match[1] ?? match[2] ?? `[${match[3]}`);
    end = STEP.lastIndex;
  }
  if (end !== text.length || steps.length === 0) return undefined;
  return (document) =>
    steps.reduce<unknown[]>((found, step) => found.flatMap((value) => take(value, step)), [document]);
}

function take(value: unknown, step: string): unknown[] {
  if (Array.isArray(value)) {
    if (step === '[*') return value;
    const index = step.startsWith('[') ? Number(step.slice(1)) : -1;
    return index in value ? [value[index]] : [];
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return [];
  return [(value as Record<string, unknown>)[step]];
}
