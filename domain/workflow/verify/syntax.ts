/** JSONata's syntax tree, as far as the verifier reads it, and the way to it. */
import jsonata from 'jsonata';

export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  /** Filters behind a step of a path, and behind anything else. */
  readonly stages?: readonly Node[];
  readonly predicate?: readonly Node[];
  readonly expr?: Node;
  readonly group?: { readonly lhs: readonly (readonly [Node, Node])[] };
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly body?: Node;
  /** Names bound along a path: `@$v`, `#$i`. */
  readonly focus?: string;
  readonly index?: string;
}

export type Parsed = { readonly node: Node } | { readonly error: string; readonly position: number };

/** Definitions repeat themselves, and each expression is looked at several times. */
const known = new Map<string, Parsed>();
const MOST_KNOWN = 2_000;

/** @param source without `{% %}` */
export function parse(source: string): Parsed {
  const before = known.get(source);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const parsed = parseAnew(source);
  known.set(source, parsed);
  return parsed;
}

/** Deeper than any person writes; what walks the tree is recursive. */
const MAX_DEPTH = 250;

function parseAnew(source: string): Parsed {
  try {
    const node = jsonata(source).ast() as unknown as Node;
    if (isDeeperThan(MAX_DEPTH, node)) return { error: `it is nested more than ${MAX_DEPTH} levels deep`, position: 0 };
    const newer = newerOperator(source, node);
    if (!newer) return { node };
    const error = `${newer.operator} is no operator of JSONata 2.0.6, which Step Functions runs: write $exists(…) ? … : …`;
    return { error, position: newer.position };
  } catch (error) {
    const { message = 'is no JSONata', position = 0 } = error as Partial<jsonata.JsonataError>;
    return { error: message, position };
  }
}

/** Level by level, so that depth costs no stack. */
function isDeeperThan(limit: number, node: Node): boolean {
  let level: unknown[] = [node];
  // A node and the array that it stands in are two levels.
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 2 * limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/**
 * JSONata 2.1 has `??` and `?:`, and parses both as conditions; Step Functions implements 2.0.6, which refuses them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
function newerOperator(source: string, node: unknown): { operator: string; position: number } | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, position } = node as { type?: unknown; position?: unknown };
  if (type === 'condition' && typeof position === 'number') {
    const operator = source.slice(position - 2, position);
    if (operator === '??' || operator === '?:') return { operator, position };
  }
  for (const part of Object.values(node)) {
    const found = newerOperator(source, part);
    if (found) return found;
  }
  return undefined;
}
