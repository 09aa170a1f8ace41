/**
 * Makes a table. It is ACTIVE at once; the answer says CREATING, as on AWS.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
import type { CreateTableCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { inUse } from '../errors.ts';
import { requestKind } from '../requests/request.ts';
import { CREATE_TABLE, type TableDefinition } from '../requests/table-rules.ts';
import { newTable, withStatus } from '../table-description.ts';
import type { Table } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<TableDefinition>('CreateTable', CREATE_TABLE, { quick: () => false });

/** Makes a table; also for templates. */
export async function makeTable(dynamodb: DynamoDb, given: object): Promise<Table> {
  const { input } = kind.check(given);
  const { tables, engine } = dynamodb;
  if (tables.find(input.TableName)) throw inUse(`Table already exists: ${input.TableName}`);
  return await dynamodb.putTable(input.TableName, newTable(engine, tables.arn(input.TableName), input));
}

export const createTable = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'CreateTable', { check: (input) => ({ input, expressions: {} }) }, async ({ input }) => {
    const { record } = await makeTable(dynamodb, input);
    return {
      TableDescription: withStatus(record.description, 'CREATING', 'CREATING'),
    } satisfies Answer<CreateTableCommandOutput>;
  });
