/**
 * Reads up to 100 items as they are at one moment.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
import type { TransactGetItemsCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { consumedByTable, readUnits } from '../capacity.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { readItem } from '../reads.ts';
import { checkTransaction } from '../requests/transaction.ts';
import type { Answer } from '../wire.ts';
import { leadingKeys, tableName } from './table-action.ts';

/** The reads are checked one by one, by the rules of GetItem. */
const input = z.strictObject({
  TransactItems: z.unknown(),
  ReturnConsumedCapacity: z.enum(['INDEXES', 'TOTAL', 'NONE']).optional(),
});

export const transactGetItems = (dynamodb: DynamoDb): Action =>
  action({
    name: 'TransactGetItems',
    input,
    permissions({ TransactItems: given }) {
      const items: { Get?: { TableName?: string; Key?: object } }[] = Array.isArray(given) ? given : [];
      return items.map(({ Get }) => {
        const conditions = leadingKeys(dynamodb, Get?.TableName, [Get?.Key]);
        const resource = dynamodb.tables.arn(tableName(Get?.TableName ?? ''));
        return { action: 'GetItem', resource, conditions };
      });
    },
    run({ TransactItems, ReturnConsumedCapacity }) {
      const units = new Map<string, number>();
      const Responses = checkTransaction(TransactItems, ['Get']).map(
        ({ input: { TableName, Key = {} }, expressions }) => {
          const table = dynamodb.tables.get(tableName(TableName));
          const { item, given } = readItem(table, Key, expressions);
          units.set(table.name, (units.get(table.name) ?? 0) + 2 * readUnits(item, true));
          return given ? { Item: given } : {};
        },
      );
      return {
        Responses,
        ...consumedByTable(ReturnConsumedCapacity, units),
      } satisfies Answer<TransactGetItemsCommandOutput>;
    },
  });
