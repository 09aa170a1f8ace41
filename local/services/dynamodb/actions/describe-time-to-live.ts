/**
 * Tells whether items of a table expire, and by which attribute.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
 */
import type { DescribeTimeToLiveCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/describeTimeToLive.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<{ TableName: string }>('DescribeTimeToLive', rules);

export const describeTimeToLive = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DescribeTimeToLive', kind, ({ input: { TableName } }) => {
    const { timeToLive: AttributeName } = namedTable(dynamodb, TableName).record;
    return {
      TimeToLiveDescription:
        AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName },
    } satisfies Answer<DescribeTimeToLiveCommandOutput>;
  });
