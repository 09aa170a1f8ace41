/**
 * Consumed capacity, as DynamoDB tells it: 1 KB a write unit, 4 KB a read unit, half for eventually consistent reads, double
 * in transactions. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import { itemBytes } from './data/size.ts';
import type { Item } from './data/values.ts';

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/** `NONE` or absent: nothing is told. */
export type Told = string | undefined;

export interface ConsumedCapacity {
  CapacityUnits: number;
  TableName: string;
  Table?: { CapacityUnits: number };
  LocalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

export const isTold = (told: Told): boolean => told === 'TOTAL' || told === 'INDEXES';

/** Units of a write: the larger of the item before and after. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  Math.max(unitsOf(before, WRITE_UNIT_BYTES), unitsOf(after, WRITE_UNIT_BYTES));

/** Units of a read of one item. */
export const readUnits = (item: Item | undefined, consistent: boolean | undefined): number =>
  unitsOf(item, READ_UNIT_BYTES) / (consistent ? 1 : 2);

/** Units of a page of items. */
export const pageUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.ceil(bytes / READ_UNIT_BYTES) * (consistent ? 1 : 0.5);

const unitsOf = (item: Item | undefined, unitBytes: number): number =>
  item ? Math.ceil(itemBytes(item) / unitBytes) : 1;

/** The member `ConsumedCapacity`, or none. */
export function consumed(told: Told, tableName: string, units: () => number): { ConsumedCapacity?: ConsumedCapacity } {
  if (!isTold(told)) return {};
  const CapacityUnits = units();
  return {
    ConsumedCapacity: {
      CapacityUnits,
      TableName: tableName,
      ...(told === 'INDEXES' && { Table: { CapacityUnits } }),
    },
  };
}

/** The list that batches and transactions give: one entry for each table. */
export function consumedByTable(
  told: Told,
  units: ReadonlyMap<string, number>,
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (!isTold(told)) return {};
  const list = [...units].map(([name, of]) => consumed(told, name, () => of).ConsumedCapacity);
  return { ConsumedCapacity: list.filter((one) => one !== undefined) };
}
