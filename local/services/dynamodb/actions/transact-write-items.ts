/**
 * Writes up to 100 items, all or none. Owns the reasons of a cancellation and the once of a token; a conflict cannot
 * happen, because transactions run one after another.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
import { createHash } from 'node:crypto';
import type { TransactWriteItemsCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action, type Permission } from '../../../engine/service.ts';
import { consumedByTable, writeUnits } from '../capacity.ts';
import { itemKey } from '../data/keys.ts';
import { itemBytes } from '../data/size.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { type CancellationReason, canceled, idempotencyMismatch, validation } from '../errors.ts';
import { LARGEST_TRANSACTION_BYTES } from '../limits.ts';
import { type CheckedOperation, checkTransaction, type OperationKind } from '../requests/transaction.ts';
import type { Table } from '../tables.ts';
import type { RememberedTokens } from '../tokens.ts';
import type { Answer } from '../wire.ts';
import { checkKey, checkPut, checkUpdate, planCheck, planDelete, planPut, planUpdate, type Write } from '../writes.ts';
import { leadingKeys, tableName } from './table-action.ts';

/** The operations are checked one by one, by the rules of the actions that they are like. */
const input = z.strictObject({
  TransactItems: z.unknown(),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: z.enum(['INDEXES', 'TOTAL', 'NONE']).optional(),
  ReturnItemCollectionMetrics: z.enum(['NONE']).optional(),
});

const KINDS: readonly OperationKind[] = ['ConditionCheck', 'Put', 'Delete', 'Update'];

interface Planned extends CheckedOperation {
  readonly table: Table;
}

export const transactWriteItems = (dynamodb: DynamoDb, tokens: RememberedTokens): Action =>
  action({
    name: 'TransactWriteItems',
    input,
    permissions: ({ TransactItems }) => permissions(dynamodb, TransactItems),
    async run({ TransactItems, ClientRequestToken: token, ReturnConsumedCapacity: told }) {
      const digest = token === undefined ? '' : digestOf(TransactItems);
      const operations = checkTransaction(TransactItems, KINDS).map(
        (operation): Planned => ({ ...operation, table: dynamodb.tables.get(tableName(operation.input.TableName)) }),
      );
      const seen = token === undefined ? undefined : tokens.find(token);
      if (seen !== undefined && seen !== digest) throw idempotencyMismatch();
      for (const operation of operations) checkShape(operation);
      const writes = seen === undefined ? planAll(operations) : [];
      if (token !== undefined && seen === undefined) tokens.remember(token, digest);
      await dynamodb.write(writes);
      return answer(operations, writes, told);
    },
  });

/** The SDK makes a new token for each call, and sends the same bytes again when it retries. */
const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64');

/** Each operation needs the permission of its own kind. */
function permissions(dynamodb: DynamoDb, given: unknown): Permission[] {
  const items: unknown[] = Array.isArray(given) ? given : [];
  return items.flatMap((item) =>
    Object.entries((item ?? {}) as Record<string, { TableName?: string; Key?: object; Item?: object }>).map(
      ([kind, { TableName = '', Key, Item }]) => ({
        action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
        resource: dynamodb.tables.arn(tableName(TableName)),
        conditions: leadingKeys(dynamodb, TableName, [Key ?? Item]),
      }),
    ),
  );
}

function checkShape({ kind, table, input: { Item = {}, Key = {} }, expressions }: Planned): void {
  if (kind === 'Put') checkPut(table, Item);
  else if (kind === 'Update') checkUpdate(table, Key, expressions);
  else checkKey(table, Key);
}

function plan({ kind, table, input: given, expressions }: Planned): Write {
  const { Item = {}, Key = {} } = given;
  if (kind === 'Put') return planPut(table, Item, given, expressions);
  if (kind === 'Update') return planUpdate(table, Key, given, expressions);
  if (kind === 'Delete') return planDelete(table, Key, given, expressions);
  return planCheck(table, Key, given, expressions);
}

/** All plans, or the cancellation with the reason of each operation. */
function planAll(operations: readonly Planned[]): Write[] {
  const places = operations.map(
    ({ table, input: { Item, Key } }) => itemKey(Item ?? Key ?? {}, table.keys) + table.name,
  );
  if (new Set(places).size < places.length) {
    throw validation('Transaction request cannot include multiple operations on one item');
  }
  const writes: Write[] = [];
  const reasons = operations.map((operation): CancellationReason => {
    try {
      writes.push(plan(operation));
      return { Code: 'None' };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
  const bytes = writes.reduce((sum, { after }) => sum + (after ? itemBytes(after) : 0), 0);
  if (bytes > LARGEST_TRANSACTION_BYTES) {
    throw validation('Aggregated size of all items in the transaction exceeds the limit of 4 MB');
  }
  return writes;
}

function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof AwsError)) throw error;
  const { Item } = error.members;
  const Code = error.code === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: error.message, ...(Item instanceof Object && { Item }) };
}

/** Transactional writes cost double. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
function answer(operations: readonly Planned[], writes: readonly Write[], told: string | undefined) {
  const units = new Map<string, number>();
  operations.forEach(({ table }, index) => {
    const write = writes[index];
    units.set(table.name, (units.get(table.name) ?? 0) + 2 * writeUnits(write?.before, write?.after));
  });
  return consumedByTable(told, units) satisfies Answer<TransactWriteItemsCommandOutput>;
}
