/** What JSONata's operators give, and where they cannot work. https://docs.jsonata.org/comparison-operators */
import {
  alternativesOf,
  BOOLEAN,
  constantOf,
  literalShape,
  NUMBER,
  type Shape,
  withoutAbsent,
  wordsOf,
} from './shape.ts';

export type Problem = (code: string, message: string, remedy: string) => void;

export function compare(operator: string, left: Shape, right: Shape, problem: Problem): Shape {
  if (operator === '=' || operator === '!=') return equality(operator, left, right, problem);
  if (['<', '<=', '>', '>='].includes(operator)) return order(operator, left, right, problem);
  return BOOLEAN; // `in`
}

function equality(operator: string, left: Shape, right: Shape, problem: Problem): Shape {
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a && b) return literalShape((a.value === b.value) === (operator === '='));
  if (mayBeEqual(left, right)) return BOOLEAN;
  const never = operator === '=';
  const [x, y] = [withoutAbsent(left), withoutAbsent(right)];
  problem(
    'NeverEqual',
    `it compares ${wordsOf(x)} with ${wordsOf(y)}, which ${never ? 'is never true' : 'is always true'}`,
    'Compare with a value that the schema allows, of the same kind.',
  );
  return never || left === x ? literalShape(!never) : BOOLEAN;
}

function mayBeEqual(left: Shape, right: Shape): boolean {
  return alternativesOf(left).some((a) =>
    alternativesOf(right).some((b) => {
      if (a.is === 'any' || b.is === 'any') return true;
      if (a.is === 'absent' || b.is === 'absent' || a.is !== b.is) return false;
      if (a.is === 'object' || a.is === 'array' || a.is === 'union') return true;
      const [one, other] = [a.values, (b as typeof a).values];
      if (one && other) return one.some((value) => other.includes(value));
      return true;
    }),
  );
}

const RANK: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Numbers with numbers, texts with texts; anything else is an error of JSONata. */
function order(operator: string, left: Shape, right: Shape, problem: Problem): Shape {
  const kinds = (shape: Shape) => new Set(alternativesOf(shape).map(({ is }) => is));
  const [a, b] = [kinds(withoutAbsent(left)), kinds(withoutAbsent(right))];
  const fits = (['number', 'string', 'any', 'absent'] as const).some(
    (kind) => a.has(kind) && (b.has(kind) || b.has('any') || b.has('absent') || kind === 'any' || kind === 'absent'),
  );
  const reversed = b.has('any') && (a.has('number') || a.has('string'));
  const orderable = (kind: ReadonlySet<string>) => ['number', 'string', 'any', 'absent'].some((one) => kind.has(one));
  if (!(fits || reversed) || !orderable(a) || !orderable(b)) {
    problem(
      'CannotCompare',
      `it asks whether ${wordsOf(withoutAbsent(left))} ${operator} ${wordsOf(withoutAbsent(right))}, which fails`,
      'Compare numbers with numbers or texts with texts; $number and $string convert.',
    );
    return BOOLEAN;
  }
  const rank = RANK[operator];
  const [x, y] = [rangeOf(left), rangeOf(right)];
  if (!rank || !x || !y) return BOOLEAN;
  const outcomes = [rank(x.least, y.least), rank(x.least, y.most), rank(x.most, y.least), rank(x.most, y.most)];
  if (outcomes.every((one) => one)) return literalShape(true);
  return outcomes.some((one) => one) ? BOOLEAN : literalShape(false);
}

function rangeOf(shape: Shape): { readonly least: number; readonly most: number } | undefined {
  if (shape.is !== 'number') return undefined;
  const values = (shape.values ?? []).filter((value) => typeof value === 'number');
  if (values.length) return { least: Math.min(...values), most: Math.max(...values) };
  return { least: shape.least ?? Number.NEGATIVE_INFINITY, most: shape.most ?? Number.POSITIVE_INFINITY };
}

export function sum(operator: string, left: Shape, right: Shape, problem: Problem): Shape {
  for (const side of [left, right]) {
    if (alternativesOf(side).some(({ is }) => is === 'number' || is === 'any' || is === 'absent')) continue;
    problem(
      'CannotCompute',
      `it computes with ${operator} on ${wordsOf(side)}, which fails`,
      operator === '+' ? 'Join texts with &; $number makes a number of a text.' : '$number makes a number of a text.',
    );
  }
  const whole = [left, right].every((side) => side.is === 'number' && side.whole);
  return whole && operator !== '/' ? { is: 'number', whole: true } : NUMBER;
}
