/**
 * Conditions that are plain comparisons of one value: which of them takes all that another would (`$x.total > 10` takes all of
 * `$x.total > 20`), and which cannot hold together. Anything that is not plain says nothing.
 */
import { expressionIn } from '../expressions.ts';

interface Comparison {
  /** `$input.total` */
  readonly value: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '=';
  readonly limit: string | number;
}

const PLAIN = /^\s*\(?\s*(\$[\w.]+)\s*(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?|'[^']*'|"[^"]*")\s*\)?\s*$/;

function comparisonIn(source: string): Comparison | undefined {
  const [, value, operator, limit = ''] = PLAIN.exec(source) ?? [];
  if (value === undefined) return undefined;
  const text = /^['"]/.test(limit);
  if (text && operator !== '=') return undefined;
  return { value, operator: operator as Comparison['operator'], limit: text ? limit.slice(1, -1) : Number(limit) };
}

/** The parts of a condition that must all hold. What `and` joins inside a text or a bracket makes parts that are not plain. */
const partsOf = (expression: string): Comparison[] => {
  const source = expressionIn(expression) ?? expression;
  return /\bor\b|\?|\$not/.test(source) ? [] : source.split(/\band\b/).flatMap((part) => comparisonIn(part) ?? []);
};

/** Whether the first is true only where the second is. */
export function isNarrower(expression: string, than: string): boolean {
  const [one, other] = [comparisonIn(expressionIn(expression) ?? ''), comparisonIn(expressionIn(than) ?? '')];
  if (!one || !other || one.value !== other.value) return false;
  const [a, b] = [rangeOf(one), rangeOf(other)];
  if (!a || !b) return false;
  const above = a.least > b.least || (a.least === b.least && (b.withLeast || !a.withLeast));
  const below = a.most < b.most || (a.most === b.most && (b.withMost || !a.withMost));
  return above && below;
}

/** Whether conditions that must all hold cannot: two of them contradict each other. */
export function contradicts(expressions: readonly string[]): boolean {
  const parts = expressions.flatMap(partsOf);
  return parts.some((one, i) => parts.slice(i + 1).some((other) => one.value === other.value && exclude(one, other)));
}

function exclude(one: Comparison, other: Comparison): boolean {
  if (typeof one.limit === 'string' || typeof other.limit === 'string')
    return typeof one.limit === typeof other.limit && one.limit !== other.limit;
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a !== undefined && b !== undefined && (isBelow(a, b) || isBelow(b, a));
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly withLeast: boolean;
  readonly withMost: boolean;
}

function rangeOf({ operator, limit }: Comparison): Range | undefined {
  if (typeof limit !== 'number') return undefined;
  const inclusive = operator.includes('=');
  return {
    least: operator.startsWith('<') ? Number.NEGATIVE_INFINITY : limit,
    most: operator.startsWith('>') ? Number.POSITIVE_INFINITY : limit,
    withLeast: inclusive,
    withMost: inclusive,
  };
}

const isBelow = (a: Range, b: Range): boolean =>
  a.most < b.least || (a.most === b.least && !(a.withMost && b.withLeast));
