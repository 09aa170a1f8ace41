/**
 * JSONata as authors of workflows write it: whether it parses, and which variables it needs from outside. Loads JSONata: for the
 * verifier, not for the compiler, which must be small and quick (compile/rewrite.ts does for it).
 */
import jsonata from 'jsonata';
import { JSONATA_FUNCTIONS } from './jsonata-functions.ts';

export interface ParsedExpression {
  /** Without `$`, each once, in the order in which they appear; JSONata's functions and what the expression binds itself left out. */
  readonly variables: readonly string[];
  /** `position` counts characters of the text as it was given, from 0. */
  readonly error?: { readonly message: string; readonly position: number };
}

/** What lies between `{%` and `%}`; undefined for any other text. */
export const expressionIn = (text: string): string | undefined =>
  text.length >= 4 && text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2) : undefined;

/** Every expression in a value, wherever it stands; without its `{% %}`. */
export function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') return [expressionIn(value) ?? []].flat();
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

/** @param text with or without `{% %}` */
export function parseExpression(text: string): ParsedExpression {
  const inside = expressionIn(text);
  try {
    const found = new Set<string>();
    collect(jsonata(inside ?? text).ast(), new Set(), found);
    return { variables: [...found] };
  } catch (error) {
    const { message, position = 0 } = error as Partial<jsonata.JsonataError>;
    return {
      variables: [],
      error: { message: message ?? 'is no JSONata', position: position + (inside === undefined ? 0 : 2) },
    };
  }
}

/** The variables that an expression needs from outside; none when it does not parse. */
export const variablesOf = (expression: string): string[] => [...parseExpression(expression).variables];

type Names = Set<string>;

/**
 * Walks a syntax tree in the order of evaluation. `bound` are the names that are the expression's own from here on: a block and a
 * function have names that end with them, a binding (`:=`, `@$v`, `#$i`) lasts to the end of what it stands in.
 */
function collect(node: unknown, bound: Names, found: Names): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, bound, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, value, lhs, rhs, arguments: args, body, focus, index, ...rest } = node as Record<string, unknown>;
  if (type === 'variable' && typeof value === 'string') use(value, bound, found);
  if (type === 'lambda') {
    collect(body, new Set([...bound, ...parametersOf(args)]), found);
    return;
  }
  if (type === 'bind') {
    collect(rhs, bound, found);
    for (const name of parametersOf([lhs])) bound.add(name);
    return;
  }
  // `items#$i[…]`: the index is a stage of its own
  if (type === 'index' && typeof value === 'string') bound.add(value);
  const inner = type === 'block' ? new Set(bound) : bound;
  for (const name of [focus, index]) if (typeof name === 'string') inner.add(name);
  collect(lhs, inner, found);
  collect(rhs, inner, found);
  for (const part of ORDER) collect(rest[part], inner, found);
  for (const [part, child] of Object.entries(rest)) if (!ORDER.includes(part)) collect(child, inner, found);
  collect(args, inner, found);
  if (type !== 'regex') collect(value, inner, found);
}

/** These are evaluated before what else a node has. */
const ORDER = ['condition', 'then', 'else', 'input', 'procedure', 'expressions', 'steps', 'stages', 'predicate'];

function use(name: string, bound: Names, found: Names): void {
  // `$` and `$$` are the context and the input of the expression, `$sum` and such JSONata's
  if (name !== '' && name !== '$' && !bound.has(name) && !JSONATA_FUNCTIONS.has(name)) found.add(name);
}

const parametersOf = (nodes: unknown): string[] =>
  (Array.isArray(nodes) ? nodes : []).map((node) => String((node as { value?: unknown }).value));
