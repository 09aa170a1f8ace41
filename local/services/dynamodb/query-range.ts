/** The range of keys that a Query reads, and what AWS refuses about it. The order of the checks is AWS's. */
import {
  BEFORE,
  BEHIND,
  indexKey,
  itemKey,
  type KeyAttribute,
  type KeySchema,
  partitionPrefix,
  sortable,
} from './data/keys.ts';
import { equal, type Item, typeOf, type Value } from './data/values.ts';
import { INVALID, validation } from './errors.ts';
import { legacyCondition } from './expressions/conditions.ts';
import type { KeyConditions } from './expressions/key-conditions.ts';
import type { Values } from './expressions/operands.ts';
import { type KeyRange, startAttributes } from './pages.ts';
import {
  checkPaths,
  checkSelect,
  checkStartOfIndex,
  checkStartOfTable,
  type ReadInput,
  WRONG_START,
} from './read-checks.ts';
import type { Expressions } from './requests/expressions.ts';
import { attributesOf, type Index, type Table } from './tables.ts';

export interface QueryInput extends ReadInput {
  readonly ScanIndexForward?: boolean;
}

/** A condition with its values looked up. */
interface Bound {
  readonly operator: string;
  readonly values: readonly Value[];
}

type Conditions = { readonly [attribute: string]: Bound };

const NOT_INDEXABLE = ['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'];

/** Throws AWS's refusal, or gives the range. */
export function queryRange(
  table: Table,
  index: Index | undefined,
  input: QueryInput,
  expressions: Expressions,
): KeyRange {
  const keys = index?.keys ?? table.keys;
  const conditions = bind(expressions.keys ?? {}, input.ExpressionAttributeValues ?? {});
  const start = input.ExclusiveStartKey;
  if (start && Object.keys(start).length !== startAttributes(table, index).length) throw validation(WRONG_START);
  checkConditions(keys, conditions, start);
  if (start) checkStart(table, keys, conditions, start);
  checkFilter(keys, expressions);
  checkSelect(index, input);
  checkPaths(table, expressions);

  const range = rangeOf(keys, conditions);
  const reverse = input.ScanIndexForward === false;
  if (!start) return { ...range, reverse };
  const tableKey = itemKey(start, table.keys);
  const at = index ? (indexKey(start, keys, table.keys, tableKey) ?? tableKey) : tableKey;
  return reverse ? { from: range.from, to: at, reverse } : { from: at + BEFORE, to: range.to, reverse };
}

const bind = (conditions: KeyConditions, values: Values): Conditions =>
  Object.fromEntries(
    Object.entries(conditions).map(([attribute, { operator, operands }]) => [
      attribute,
      { operator, values: operands.map((operand) => operand({}, values) ?? {}) },
    ]),
  );

function checkConditions(keys: KeySchema, conditions: Conditions, start: Item | undefined): void {
  const attributes = attributesOf(keys);
  const count = Object.keys(conditions).length;
  let open: KeyAttribute | undefined;
  attributes.forEach((attribute, position) => {
    const isHash = position < keys.hash.length;
    const { name } = attribute;
    if (start) checkStartOfIndex(start, { hash: [attribute], range: [] });
    if (isHash && attributes.length === 1 && count > 1) throw validation('Query key condition not supported');
    const condition = conditions[name];
    if (!condition) {
      if (isHash || (count > 1 && attributes.length === 2)) {
        throw validation(`Query condition missed key schema element: ${name}`);
      }
      open ??= attribute;
      return;
    }
    if (open) {
      throw validation(
        `RANGE key attributes ${open.name} must have equality conditions specified in the query because a condition is present on key attribute ${name}`,
      );
    }
    checkCondition(attribute, condition, isHash);
  });
  if (attributes.length > 2 && Object.keys(conditions).some((name) => !attributes.some((one) => one.name === name))) {
    throw validation('Query key condition not supported');
  }
}

function checkCondition({ type }: KeyAttribute, { operator, values }: Bound, isHash: boolean): void {
  if (NOT_INDEXABLE.includes(operator)) {
    throw validation('Attempted conditional constraint is not an indexable operation');
  }
  if (values.some((value) => value[type] === undefined)) {
    throw validation(`${INVALID}Condition parameter type does not match schema type`);
  }
  if (isHash && operator !== 'EQ') throw validation('Query key condition not supported');
}

function checkStart(table: Table, keys: KeySchema, conditions: Conditions, start: Item): void {
  checkStartOfTable(start, table);
  const range = keys.range[0]?.name;
  const condition = range === undefined ? undefined : conditions[range];
  const isInPartition = keys.hash.every(({ name }) => equal(start[name] ?? {}, conditions[name]?.values[0] ?? {}));
  if (condition && range !== undefined) {
    const legacy = { ComparisonOperator: condition.operator, AttributeValueList: condition.values };
    if (!legacyCondition({ [range]: legacy })(start, {})) {
      throw validation('The provided starting key does not match the range key predicate');
    }
    if (!isInPartition) throw validation('The query can return at most one row and cannot be restarted');
  } else if (!isInPartition) {
    throw validation('The provided starting key is outside query boundaries based on provided conditions');
  }
}

function checkFilter(keys: KeySchema, { filter }: Expressions): void {
  if (!filter) return;
  for (const { name } of attributesOf(keys)) {
    if (filter.attributes.includes(name)) {
      throw validation(`${filter.title} can only contain non-primary key attributes: Primary key attribute: ${name}`);
    }
  }
}

/** Equality of the first sort attributes narrows the prefix; the last condition cuts a range out of it. */
function rangeOf(keys: KeySchema, conditions: Conditions): KeyRange {
  const partition = Object.fromEntries(keys.hash.map(({ name }) => [name, conditions[name]?.values[0] ?? {}]));
  let prefix = partitionPrefix(partition, keys);
  for (const { name } of keys.range) {
    const condition = conditions[name];
    if (!condition) break;
    const [value = {}, second = {}] = condition.values;
    if (condition.operator !== 'EQ') return cut(prefix, condition.operator, value, second);
    prefix += `${sortable(value)}/`;
  }
  return { from: prefix, to: prefix + BEHIND };
}

function cut(prefix: string, operator: string, value: Value, second: Value): KeyRange {
  const at = prefix + sortable(value);
  switch (operator) {
    case 'LT':
      return { from: prefix, to: `${at}/` };
    case 'LE':
      return { from: prefix, to: `${at}/${BEHIND}` };
    case 'GT':
      return { from: `${at}/${BEHIND}`, to: prefix + BEHIND };
    case 'GE':
      return { from: `${at}/`, to: prefix + BEHIND };
    case 'BEGINS_WITH':
      return { from: at, to: at + BEHIND };
    case 'BETWEEN':
      return { from: `${at}/`, to: `${prefix}${sortable(second)}/${BEHIND}` };
    default:
      throw new Error(`Key operator ${operator} of a ${typeOf(value)} is unknown.`);
  }
}
