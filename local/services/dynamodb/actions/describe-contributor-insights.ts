/** Contributor Insights is off for every table. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html */
import type { DescribeContributorInsightsCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

const kind = requestKind<{ TableName: string }>('DescribeContributorInsights', {
  types: { TableName: { type: 'String', required: true, tableName: true, regex: '[a-zA-Z0-9_.-]+' } },
});

export const describeContributorInsights = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DescribeContributorInsights', kind, ({ input: { TableName } }) => {
    namedTable(dynamodb, TableName);
    return {
      TableName,
      ContributorInsightsStatus: 'DISABLED',
    } satisfies Answer<DescribeContributorInsightsCommandOutput>;
  });
