/**
 * Changes a table: billing, throughput, protection, encryption, global indexes. All is done at once.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
import type { UpdateTableCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { fillIndexes } from '../fill-indexes.ts';
import { requestKind } from '../requests/request.ts';
import { type TableChange, UPDATE_TABLE } from '../requests/table-rules.ts';
import { changedTable } from '../table-change.ts';
import { withStatus } from '../table-description.ts';
import type { Table } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<TableChange>('UpdateTable', UPDATE_TABLE, { quick: () => false });

/** Changes a table, filling new indexes at once; also for templates. */
export async function changeTable(dynamodb: DynamoDb, given: object): Promise<Table> {
  const { input } = kind.check(given);
  const before = namedTable(dynamodb, input.TableName);
  const record = changedTable(dynamodb.engine, before.record, input);
  const table = dynamodb.tables.put(input.TableName, record);
  fillIndexes(before, table);
  await dynamodb.engine.store.durable();
  return table;
}

export const updateTable = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'UpdateTable', { check: (input) => ({ input, expressions: {} }) }, async ({ input }) => {
    const { record } = await changeTable(dynamodb, input);
    return {
      TableDescription: withStatus(record.description, 'UPDATING', 'UPDATING'),
    } satisfies Answer<UpdateTableCommandOutput>;
  });
