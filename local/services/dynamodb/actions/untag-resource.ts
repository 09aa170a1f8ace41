/**
 * Takes tags off a table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html
 */
import rules from 'dynalite/validations/untagResource.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { requestKind } from '../requests/request.ts';
import { tableAction } from './table-action.ts';
import { taggedTable } from './tags.ts';

interface Input {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

const kind = requestKind<Input>('UntagResource', rules, { quick: () => false });

export const untagResource = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'UntagResource', kind, async ({ input: { ResourceArn, TagKeys } }) => {
    const { name, record } = taggedTable(dynamodb, ResourceArn, 'Requested resource not found');
    const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !TagKeys.includes(key)));
    await dynamodb.putTable(name, { ...record, tags });
  });
