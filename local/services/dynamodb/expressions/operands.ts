/**
 * Operands: what dynalite's parsers give for a path, a value or a function, as a function of an item and of the request's
 * values. A value is looked up by its name (`:v`) when it is used, so that an expression, once parsed, serves every request
 * with the same text.
 */
import type { Item, Path, Value } from '../data/values.ts';
import { valueAt } from '../data/values.ts';

export type Values = { readonly [name: string]: Value };

export type Operand = (item: Item, values: Values) => Value | undefined;

/** Node of a parsed expression. */
export interface Node {
  readonly type: string;
  readonly name?: string;
  readonly args: readonly Argument[];
}

export type Argument = Path | Node | Value;

/** Names of the values of one request, by identity: the parser hands them on as they are. */
export type ValueNames = ReadonlyMap<unknown, string>;

export const namesOf = (values: Values | undefined): ValueNames =>
  new Map(Object.entries(values ?? {}).map(([name, value]) => [value, name]));

export const isPath = (argument: Argument): argument is Path => Array.isArray(argument);

export const isNode = (argument: Argument): argument is Node => 'type' in argument && 'args' in argument;

/** A path, a value, or `size(…)`. */
export function operand(argument: Argument, names: ValueNames): Operand {
  if (isPath(argument)) {
    const [head] = argument;
    return argument.length === 1 && typeof head === 'string' ? (item) => item[head] : (item) => valueAt(item, argument);
  }
  if (isNode(argument)) {
    const of = operand(argument.args[0] ?? {}, names);
    return (item, values) => size(of(item, values));
  }
  const name = names.get(argument);
  return name === undefined ? () => argument : (_, values) => values[name];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
function size(value: Value | undefined): Value | undefined {
  if (!value) return undefined;
  const list = value.SS ?? value.NS ?? value.BS ?? value.L;
  const length =
    value.S !== undefined
      ? value.S.length
      : value.B !== undefined
        ? Buffer.byteLength(value.B, 'base64')
        : value.M
          ? Object.keys(value.M).length
          : list?.length;
  return length === undefined ? undefined : { N: `${length}` };
}
