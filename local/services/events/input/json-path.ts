/**
 * The JSONPath that targets use: `$.detail.items[0].id`, `$['detail-type']`, `$.detail.items[*].id`. Names, indexes and
 * stars; no filters, no slices.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */

type Step = { readonly name: string } | { readonly index: number } | 'each';

export type JsonPath = (value: unknown) => unknown;

const STEP = /\.([\w$@-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]|(\[\*\]|\.\*)/y;

/** Reads undefined where nothing is. Undefined when the text is no path. */
export function jsonPath(path: string): JsonPath | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(path);
    if (!found) return undefined;
    const name = found[1] ?? found[3];
    steps.push(name !== undefined ? { name } : found[2] !== undefined ? { index: Number(found[2]) } : 'each');
  }
  return (value) => walk(value, steps, 0);
}

function walk(value: unknown, steps: readonly Step[], i: number): unknown {
  const step = steps[i];
  if (step === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (step === 'each') {
    const found = Object.values(value).map((item) => walk(item, steps, i + 1));
    return found.filter((item) => item !== undefined);
  }
  if ('index' in step) return Array.isArray(value) ? walk(value[step.index], steps, i + 1) : undefined;
  return Object.hasOwn(value, step.name)
    ? walk((value as Record<string, unknown>)[step.name], steps, i + 1)
    : undefined;
}
