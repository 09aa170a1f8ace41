/**
 * Deletes a table with all that is in it, at once, unless it is protected.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 */
import type { DeleteTableCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/deleteTable.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { validation } from '../errors.ts';
import { requestKind } from '../requests/request.ts';
import { withStatus } from '../table-description.ts';
import type { Description } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<{ TableName: string }>('DeleteTable', rules);

/** Deletes a table, also for templates; gives what it was. */
export async function dropTable(dynamodb: DynamoDb, name: string): Promise<Description> {
  const { description } = namedTable(dynamodb, name).record;
  if (description.DeletionProtectionEnabled) {
    throw validation(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  dynamodb.tables.remove(name);
  await dynamodb.engine.store.durable();
  return description;
}

export const deleteTable = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DeleteTable', kind, async ({ input: { TableName } }) => {
    const { GlobalSecondaryIndexes: _gone, ...rest } = await dropTable(dynamodb, TableName);
    return { TableDescription: withStatus(rest, 'DELETING', 'DELETING') } satisfies Answer<DeleteTableCommandOutput>;
  });
