/**
 * Functions of metric math.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
import { unsupported } from '../../../engine/aws-error.ts';
import { validation } from '../errors.ts';
import { across, combine, isLine, isLines, linesOf, mapValue, type Value } from './values.ts';

export interface Scope {
  readonly startMs: number;
  readonly endMs: number;
  /** All metrics of the request, for METRICS(). */
  metrics(): Value;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Over time for one line (a number comes out), across lines for several (a line comes out). */
const aggregate =
  (reduce: (values: number[]) => number) =>
  (scope: Scope, ...given: Value[]): Value => {
    const value = given[0] ?? scope.metrics();
    if (isLines(value)) return across(value, reduce);
    if (isLine(value)) return value.points.size ? reduce([...value.points.values()]) : Number.NaN;
    return reduce(given.filter((one) => typeof one === 'number'));
  };

function fill({ startMs, endMs }: Scope, value: Value, filler: Value): Value {
  if (typeof filler !== 'number') throw unsupported('FILL with REPEAT, LINEAR or a metric', 'Fill with a number.');
  const filled = linesOf(value).map(({ points, periodMs }) => {
    const grid = new Map<number, number>();
    for (let at = Math.floor(startMs / periodMs) * periodMs; at < endMs; at += periodMs)
      grid.set(at, points.get(at) ?? filler);
    return { points: grid, periodMs };
  });
  return isLines(value) ? filled : (filled[0] ?? value);
}

function choose(condition: Value, yes: Value, no: Value | undefined): Value {
  if (typeof condition === 'number') return condition ? yes : (no ?? Number.NaN);
  if (isLines(condition)) throw validation('The condition of IF must be one time series or a number.');
  const at = (value: Value | undefined, moment: number): number | undefined =>
    value === undefined || typeof value === 'number' ? value : linesOf(value)[0]?.points.get(moment);
  return mapValue(condition, (holds, moment) => (holds ? at(yes, moment) : at(no, moment)));
}

const FUNCTIONS: Readonly<Record<string, (scope: Scope, ...given: Value[]) => Value>> = {
  ABS: (_, value = Number.NaN) => mapValue(value, Math.abs),
  CEIL: (_, value = Number.NaN) => mapValue(value, Math.ceil),
  FLOOR: (_, value = Number.NaN) => mapValue(value, Math.floor),
  SUM: aggregate(sum),
  AVG: aggregate((values) => sum(values) / values.length),
  MIN: aggregate((values) => Math.min(...values)),
  MAX: aggregate((values) => Math.max(...values)),
  FILL: (scope, value = Number.NaN, filler = Number.NaN) => fill(scope, value, filler),
  IF: (_, condition = Number.NaN, yes = Number.NaN, no?: Value) => choose(condition, yes, no),
  METRICS: (scope) => scope.metrics(),
  PERIOD: (_, value = Number.NaN) => (linesOf(value)[0]?.periodMs ?? 0) / 1000,
};

/** Calls a function by its name; one that is not here is refused by name. */
export function call(name: string, scope: Scope, given: Value[]): Value {
  const known = FUNCTIONS[name];
  if (!known)
    throw unsupported(`The metric math function ${name}`, `The local cloud has: ${Object.keys(FUNCTIONS).join(', ')}.`);
  return known(scope, ...given);
}

/** What an operator does to two values. Comparisons and logic give 1 or 0. */
export function operate(operator: string, a: Value, b: Value): Value {
  const known = OPERATORS[operator];
  if (!known) throw validation(`Unknown operator ${operator}.`);
  return combine(a, b, known);
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};
