/** Values of metric math: a number, a line of numbers over time, or several lines. */
import { validation } from '../errors.ts';

export interface Line {
  /** By the beginning of the period (epoch ms), in rising order. */
  readonly points: ReadonlyMap<number, number>;
  readonly periodMs: number;
}

export type Value = number | Line | readonly Line[];

export const isLines = (value: Value): value is readonly Line[] => Array.isArray(value);
export const isLine = (value: Value): value is Line => typeof value === 'object' && !isLines(value);

export const linesOf = (value: Value): readonly Line[] => {
  if (isLines(value)) return value;
  return isLine(value) ? [value] : [];
};

/** Applies to every number. What gives no finite number is left out, as a division by zero is on AWS. */
export function mapValue(value: Value, change: (one: number, at: number) => number | undefined): Value {
  if (typeof value === 'number') return change(value, 0) ?? Number.NaN;
  if (isLines(value)) return value.map((line) => mapLine(line, change));
  return mapLine(value, change);
}

function mapLine(line: Line, change: (one: number, at: number) => number | undefined): Line {
  const points = new Map<number, number>();
  for (const [at, one] of line.points) {
    const next = change(one, at);
    if (next !== undefined && Number.isFinite(next)) points.set(at, next);
  }
  return { ...line, points };
}

/** Combines two values; two lines only where both have a number. */
export function combine(a: Value, b: Value, operate: (a: number, b: number) => number): Value {
  if (typeof b === 'number') return mapValue(a, (one) => operate(one, b));
  if (typeof a === 'number') return mapValue(b, (one) => operate(a, one));
  if (isLines(b)) {
    if (isLines(a)) throw validation('Two arrays of time series cannot be combined by an operator.');
    return b.map((line) => combine(a, line, operate) as Line);
  }
  return mapValue(a, (one, at) => {
    const other = b.points.get(at);
    return other === undefined ? undefined : operate(one, other);
  });
}

/** One number out of each moment of several lines: those that have one there. */
export function across(lines: readonly Line[], reduce: (values: number[]) => number): Line {
  const columns = new Map<number, number[]>();
  for (const { points } of lines) {
    for (const [at, value] of points) {
      const column = columns.get(at);
      if (column) column.push(value);
      else columns.set(at, [value]);
    }
  }
  const points = [...columns].sort(([a], [b]) => a - b).map(([at, values]): [number, number] => [at, reduce(values)]);
  return { points: new Map(points), periodMs: lines[0]?.periodMs ?? 60_000 };
}
