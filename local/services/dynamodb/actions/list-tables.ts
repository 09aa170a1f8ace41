/**
 * Lists tables in the order of their names, page by page.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
 */
import type { ListTablesCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/listTables.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';

interface Input {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

const MOST_NAMES = 100;

const kind = requestKind<Input>('ListTables', rules);

export const listTables = (dynamodb: DynamoDb): Action =>
  tableAction(
    dynamodb,
    'ListTables',
    kind,
    ({ input: { ExclusiveStartTableName: after = '', Limit = MOST_NAMES } }) => {
      const names = dynamodb.tables.all().map(({ name }) => name);
      const left = names.filter((name) => name > after);
      const TableNames = left.slice(0, Limit);
      const last = TableNames.at(-1);
      return {
        TableNames,
        ...(left.length > Limit && last !== undefined && { LastEvaluatedTableName: last }),
      } satisfies Answer<ListTablesCommandOutput>;
    },
  );
