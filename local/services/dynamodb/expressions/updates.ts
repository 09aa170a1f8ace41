/**
 * Updates, of expressions and of the older parameter `AttributeUpdates`, as a function from the item before to the item
 * after. Rules:
 * 1. The item before is never changed; all operands are read from it.
 * 2. Places in lists are those of the item before: what is removed leaves a hole until the end, what is set behind the end
 *    moves up.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
import { add } from '../data/numbers.ts';
import { type Item, type Path, setIn, typeOf, type Value, type ValueType, valueAt } from '../data/values.ts';
import { validation } from '../errors.ts';
import {
  type Argument,
  isNode,
  isPath,
  type Node,
  type Operand,
  operand,
  type ValueNames,
  type Values,
} from './operands.ts';

export type Update = (item: Item, values: Values) => Item;

/** One action of a parsed update expression. */
export interface Section {
  readonly type: string;
  readonly path: Path;
  readonly val: Argument;
}

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NOT_THERE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';
const LEGACY_WRONG_TYPE = 'Type mismatch for attribute to update';
const NOT_A_NUMBER_ANY_MORE =
  'Number overflow. Attempting to store a number with magnitude larger than supported range';

interface Step {
  readonly type: string;
  readonly path: Path;
  /** What is set, added or taken away. */
  readonly operand: Operand;
}

/** Turns the sections of a parsed UpdateExpression into a function. */
export function update(sections: readonly Section[], names: ValueNames): Update {
  const steps = sections.map(
    ({ type, path, val }): Step => ({
      type,
      path,
      operand: type === 'remove' ? () => undefined : setOperand(val, names),
    }),
  );
  return (item, values) => apply(steps, item, values, WRONG_TYPE);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html */
export function legacyUpdate(updates: { readonly [name: string]: { Action?: string; Value?: Value } }): Update {
  const steps = Object.entries(updates).map(([name, { Action = 'PUT', Value: value }]): Step => {
    const type = Action === 'ADD' ? 'add' : Action === 'PUT' ? 'set' : value ? 'delete' : 'remove';
    return { type, path: [name], operand: () => value };
  });
  return (item, values) => apply(steps, item, values, LEGACY_WRONG_TYPE);
}

function apply(steps: readonly Step[], before: Item, values: Values, wrongType: string): Item {
  const found = steps.map((step) => step.operand(before, values));
  const after = copyFor(steps, before);
  const lists = new Set<Value>();
  for (const [index, { type, path }] of steps.entries()) {
    const place = placeOf(after, path, lists);
    const value = found[index];
    if (type === 'remove') place.put(undefined);
    else if (!value) throw validation(NOT_THERE);
    else if (type === 'set') place.put(value);
    else if (type === 'add') place.put(added(place.value, value, wrongType));
    else place.put(without(place.value, value, wrongType));
  }
  for (const list of lists) list.L = list.L?.filter(Boolean) ?? [];
  return after;
}

/** A copy whose attributes with a path into them are copies as well. */
function copyFor(steps: readonly Step[], before: Item): Item {
  const after = { ...before };
  const nested = new Set(steps.filter(({ path }) => path.length > 1).map(({ path }) => path[0] as string));
  for (const name of nested) if (after[name]) after[name] = structuredClone(after[name]);
  return after;
}

interface Place {
  readonly value: Value | undefined;
  /** Undefined removes what is there. */
  put(value: Value | undefined): void;
}

/** Where a path ends; the map or list around it must exist. Lists that get holes are noted. */
function placeOf(item: Item, path: Path, lists: Set<Value>): Place {
  const last = path.at(-1);
  const parent = path.length === 1 ? { M: item } : valueAt(item, path.slice(0, -1));
  if (typeof last === 'string' && parent?.M) {
    const map = parent.M;
    return {
      value: map[last],
      put(value) {
        if (value) map[last] = value;
        else delete map[last];
      },
    };
  }
  if (typeof last === 'number' && parent?.L) {
    const list = parent.L as (Value | undefined)[];
    return {
      value: list[last],
      put(value) {
        lists.add(parent);
        if (value || last < list.length) list[last] = value;
      },
    };
  }
  throw validation(BAD_PATH);
}

/** ADD: a number to a number, members to a set; legacy updates also append to lists. */
function added(current: Value | undefined, value: Value, wrongType: string): Value {
  const type = typeOf(value);
  if (current && typeOf(current) !== type) throw validation(wrongType);
  if (value.N !== undefined) return { N: plus(current?.N ?? '0', value.N) };
  if (value.L) return { L: [...(current?.L ?? []), ...value.L] };
  const members = (current && setIn(current)) ?? [];
  return { [type as ValueType]: [...new Set([...members, ...(setIn(value) ?? [])])] };
}

/** DELETE: members from a set; an empty set is no value. */
function without(current: Value | undefined, value: Value, wrongType: string): Value | undefined {
  if (!current) return undefined;
  const type = typeOf(value);
  if (typeOf(current) !== type) throw validation(wrongType);
  const taken = setIn(value) ?? [];
  const left = (setIn(current) ?? []).filter((member) => !taken.includes(member));
  return left.length > 0 ? { [type as ValueType]: left } : undefined;
}

function plus(left: string, right: string, sign: 1 | -1 = 1): string {
  const sum = add(left, right, sign);
  if (sum === undefined) throw validation(NOT_A_NUMBER_ANY_MORE);
  return sum;
}

/** What stands on the right of SET: also arithmetic, `if_not_exists` and `list_append`. */
function setOperand(argument: Argument, names: ValueNames): Operand {
  if (!isNode(argument)) return required(operand(argument, names), isPath(argument));
  const { type, name, args } = argument as Node;
  const [first = {}, second = {}] = args;
  if (name === 'if_not_exists') {
    const [path, otherwise] = [operand(first, names), setOperand(second, names)];
    return (item, values) => path(item, values) ?? otherwise(item, values);
  }
  const [left, right] = [setOperand(first, names), setOperand(second, names)];
  if (name === 'list_append') {
    return (item, values) => ({ L: [...member(left(item, values), 'L'), ...member(right(item, values), 'L')] });
  }
  const sign = type === 'subtract' ? -1 : 1;
  return (item, values) => ({ N: plus(member(left(item, values), 'N'), member(right(item, values), 'N'), sign) });
}

const required =
  (of: Operand, isOfItem: boolean): Operand =>
  (item, values) => {
    const value = of(item, values);
    if (!value && isOfItem) throw validation(NOT_THERE);
    return value;
  };

function member<T extends 'L' | 'N'>(value: Value | undefined, type: T): NonNullable<Value[T]> {
  const found = value?.[type];
  if (found === undefined) throw validation(WRONG_TYPE);
  return found;
}
