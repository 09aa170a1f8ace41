/**
 * Reads up to 100 items by their keys; above 16 MB the rest is told as unprocessed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
import type { BatchGetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/batchGetItem.js';
import { type Action, action } from '../../../engine/service.ts';
import { consumedByTable, readUnits } from '../capacity.ts';
import { itemBytes } from '../data/size.ts';
import type { Item } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { LARGEST_BATCH_GET_BYTES } from '../limits.ts';
import { readItem } from '../reads.ts';
import { compile, type Parsed } from '../requests/expressions.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { anyObject, batchPermissions, tableName } from './table-action.ts';

interface KeysAndAttributes extends Parsed {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
}

interface Input {
  readonly RequestItems: Readonly<Record<string, KeysAndAttributes>>;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('BatchGetItem', rules, { quick: () => false });

export const batchGetItem = (dynamodb: DynamoDb): Action =>
  action({
    name: 'BatchGetItem',
    input: anyObject,
    permissions: ({ RequestItems }) =>
      batchPermissions(dynamodb, RequestItems, ({ Keys = [] }: Partial<KeysAndAttributes>) => Keys),
    run(given) {
      const { input } = kind.check(given);
      const Responses: Record<string, Item[]> = {};
      const UnprocessedKeys: Record<string, { Keys: Item[] }> = {};
      const units = new Map<string, number>();
      let bytes = 0;
      for (const [name, wanted] of Object.entries(input.RequestItems)) {
        const table = dynamodb.tables.get(tableName(name));
        const expressions = compile(wanted);
        const found: Item[] = [];
        for (const key of wanted.Keys) {
          const read = readItem(table, key, expressions);
          const size = read.item ? itemBytes(read.item) : 0;
          if (bytes + size > LARGEST_BATCH_GET_BYTES) {
            UnprocessedKeys[name] ??= { ...asked(given, name), Keys: [] };
            UnprocessedKeys[name].Keys.push(key);
            continue;
          }
          bytes += size;
          units.set(name, (units.get(name) ?? 0) + readUnits(read.item, wanted.ConsistentRead));
          if (read.given) found.push(read.given);
        }
        Responses[name] = found;
      }
      return {
        Responses,
        UnprocessedKeys,
        ...consumedByTable(input.ReturnConsumedCapacity, units),
      } satisfies Answer<BatchGetItemCommandOutput>;
    },
  });

/** The request for a table as it came, to be sent again for the keys that are left. */
const asked = (given: Record<string, unknown>, name: string): object =>
  (given.RequestItems as Record<string, object>)[name] ?? {};
