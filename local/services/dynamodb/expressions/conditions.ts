/**
 * Conditions and filters, of expressions and of the older parameters (`Expected`, `QueryFilter`, `ScanFilter`), as
 * functions of an item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import { compareNumbers } from '../data/numbers.ts';
import { equal, type Item, typeOf, type Value } from '../data/values.ts';
import { type Node, type Operand, operand, type ValueNames, type Values } from './operands.ts';

export type Test = (item: Item, values: Values) => boolean;

type Compare = (left: Value | undefined, right: Value | undefined, third: Value | undefined) => boolean;

/** Turns a parsed condition into a test. */
export function condition(node: Node, names: ValueNames): Test {
  const [first, second] = node.args as readonly Node[];
  const inner = (one: Node | undefined): Test => (one ? condition(one, names) : () => true);
  if (node.type === 'and' || node.type === 'or') {
    const [left, right] = [inner(first), inner(second)];
    if (node.type === 'and') return (item, values) => left(item, values) && right(item, values);
    return (item, values) => left(item, values) || right(item, values);
  }
  if (node.type === 'not') {
    const test = inner(first);
    return (item, values) => !test(item, values);
  }
  const operands = node.args.map((argument) => operand(argument, names));
  return comparison(node.type === 'function' ? (node.name ?? '') : node.type, operands);
}

function comparison(operator: string, operands: readonly Operand[]): Test {
  const [left, ...others] = operands;
  if (!left) return () => false;
  if (operator === 'in') {
    return (item, values) => {
      const value = left(item, values);
      return others.some((other) => same(value, other(item, values)));
    };
  }
  const compare = COMPARE[operator];
  if (!compare) throw new Error(`The condition operator ${operator} is unknown.`);
  const [right, third] = others;
  return (item, values) => compare(left(item, values), right?.(item, values), third?.(item, values));
}

const same = (left: Value | undefined, right: Value | undefined): boolean =>
  left !== undefined && right !== undefined && equal(left, right);

/** Order of two values of one ordered type; undefined when they have none. */
function order(left: Value | undefined, right: Value | undefined): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) return compareNumbers(left.N, right.N);
  const [a, b] = [bytesOf(left, right), bytesOf(right, left)];
  return a && b && Buffer.compare(a, b);
}

/** The bytes of a text or binary value, when the other one is of the same type. */
function bytesOf(value: Value | undefined, other: Value | undefined): Buffer | undefined {
  if (value?.S !== undefined && other?.S !== undefined) return Buffer.from(value.S);
  if (value?.B !== undefined && other?.B !== undefined) return Buffer.from(value.B, 'base64');
  return undefined;
}

const ordered =
  (fits: (order: number) => boolean): Compare =>
  (left, right) => {
    const found = order(left, right);
    return found !== undefined && fits(found);
  };

function beginsWith(value: Value | undefined, start: Value | undefined): boolean {
  const [bytes, first] = [bytesOf(value, start), bytesOf(start, value)];
  return bytes !== undefined && first !== undefined && bytes.subarray(0, first.length).equals(first);
}

function contains(whole: Value | undefined, part: Value | undefined): boolean {
  if (!whole || !part) return false;
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.B !== undefined)
    return part.B !== undefined && Buffer.from(whole.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if (whole.L) return whole.L.some((member) => equal(member, part));
  const member = whole.SS ? part.S : whole.NS ? part.N : whole.BS ? part.B : undefined;
  return member !== undefined && (whole.SS ?? whole.NS ?? whole.BS ?? []).includes(member);
}

const COMPARE: Readonly<Record<string, Compare>> = {
  '=': same,
  '<>': (left, right) => !same(left, right),
  '<': ordered((found) => found < 0),
  '<=': ordered((found) => found <= 0),
  '>': ordered((found) => found > 0),
  '>=': ordered((found) => found >= 0),
  between: (value, low, high) => (order(value, low) ?? -1) >= 0 && (order(value, high) ?? 1) <= 0,
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  attribute_type: (value, type) => value !== undefined && typeOf(value) === type?.S,
  begins_with: beginsWith,
  contains,
  not_contains: (whole, part) => !contains(whole, part),
};

/** One condition of the older parameters. */
export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly Value[];
  readonly Value?: Value;
  readonly Exists?: boolean;
}

const LEGACY: Readonly<Record<string, string>> = {
  EQ: '=',
  NE: '<>',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  NOT_NULL: 'attribute_exists',
  NULL: 'attribute_not_exists',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'not_contains',
  BEGINS_WITH: 'begins_with',
  IN: 'in',
  BETWEEN: 'between',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html */
export function legacyCondition(filter: { readonly [attribute: string]: LegacyCondition }, operator = 'AND'): Test {
  const tests = Object.entries(filter).map(([attribute, one]) => {
    const values = one.AttributeValueList ?? (one.Value ? [one.Value] : []);
    const name = one.ComparisonOperator ?? (one.Exists === false ? 'NULL' : 'EQ');
    const path: Operand = (item) => item[attribute];
    return comparison(LEGACY[name] ?? name, [path, ...values.map((value) => () => value)]);
  });
  if (operator === 'OR') return (item, values) => tests.some((test) => test(item, values));
  return (item, values) => tests.every((test) => test(item, values));
}
