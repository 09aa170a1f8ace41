/**
 * Puts and deletes up to 25 items. All of them are checked first, so a batch is refused as a whole; none is left
 * unprocessed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
import type { BatchWriteItemCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/batchWriteItem.js';
import { type Action, action } from '../../../engine/service.ts';
import { consumedByTable, writeUnits } from '../capacity.ts';
import type { Item } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { validation } from '../errors.ts';
import { checkItemSize } from '../requests/item-size.ts';
import { requestKind } from '../requests/request.ts';
import type { Table } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { planDelete, planPut, type Write } from '../writes.ts';
import { anyObject, batchPermissions, tableName } from './table-action.ts';

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

interface Input {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('BatchWriteItem', rules, {
  quick: ({ RequestItems }: Input) =>
    Object.values(RequestItems).every((requests) => requests.every((one) => Object.keys(one).length === 1)),
  further({ RequestItems }: Input) {
    const puts = Object.values(RequestItems).flat();
    for (const { PutRequest } of puts) if (PutRequest) checkItemSize(PutRequest.Item);
  },
});

/** Within a batch, AWS has one sentence for all that is wrong with a key. */
const WRONG_KEY = /Missing the key|Type mismatch for key/;

function plan(table: Table, { PutRequest, DeleteRequest }: WriteRequest): Write {
  if (DeleteRequest) return planDelete(table, DeleteRequest.Key, {}, {});
  try {
    return planPut(table, PutRequest?.Item ?? {}, {}, {});
  } catch (error) {
    if (!(error instanceof Error) || !WRONG_KEY.test(error.message)) throw error;
    throw validation('The provided key element does not match the schema');
  }
}

export const batchWriteItem = (dynamodb: DynamoDb): Action =>
  action({
    name: 'BatchWriteItem',
    input: anyObject,
    permissions: ({ RequestItems }) =>
      batchPermissions(dynamodb, RequestItems, (requests: readonly WriteRequest[]) =>
        Array.isArray(requests) ? requests.map((one) => one?.PutRequest?.Item ?? one?.DeleteRequest?.Key) : [],
      ),
    async run(given) {
      const { input } = kind.check(given);
      const writes: Write[] = [];
      const units = new Map<string, number>();
      for (const [name, requests] of Object.entries(input.RequestItems)) {
        const table = dynamodb.tables.get(tableName(name));
        const planned = requests.map((request) => plan(table, request));
        if (new Set(planned.map(({ key }) => key)).size < planned.length) {
          throw validation('Provided list of item keys contains duplicates');
        }
        writes.push(...planned);
        units.set(
          name,
          planned.reduce((sum, { before, after }) => sum + writeUnits(before, after), 0),
        );
      }
      await dynamodb.write(writes);
      return {
        UnprocessedItems: {},
        ...consumedByTable(input.ReturnConsumedCapacity, units),
      } satisfies Answer<BatchWriteItemCommandOutput>;
    },
  });
