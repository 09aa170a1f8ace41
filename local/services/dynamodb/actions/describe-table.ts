/**
 * Tells all about a table. Counts and sizes are not kept up: they stay zero.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
import type { DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/describeTable.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import { withWarmThroughput } from '../table-description.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<{ TableName: string }>('DescribeTable', rules);

export const describeTable = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DescribeTable', kind, ({ input: { TableName } }) => {
    const { record } = namedTable(dynamodb, TableName);
    return { Table: withWarmThroughput(record.description) } satisfies Answer<DescribeTableCommandOutput>;
  });
