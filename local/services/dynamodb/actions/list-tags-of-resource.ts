/**
 * Lists the tags of a table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html
 */
import type { ListTagsOfResourceCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/listTagsOfResource.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';
import { noResource, taggedTable } from './tags.ts';

const kind = requestKind<{ ResourceArn: string }>('ListTagsOfResource', rules, { quick: () => false });

/** All tags at once: there are 50 at most, so there is no next page. */
export const listTagsOfResource = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'ListTagsOfResource', kind, ({ input: { ResourceArn } }) => {
    const { record } = taggedTable(dynamodb, ResourceArn, noResource(ResourceArn));
    return {
      Tags: Object.entries(record.tags).map(([Key, Value]) => ({ Key, Value })),
    } satisfies Answer<ListTagsOfResourceCommandOutput>;
  });
