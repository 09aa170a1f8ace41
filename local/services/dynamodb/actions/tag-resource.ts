/**
 * Adds tags to a table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html
 */
import rules from 'dynalite/validations/tagResource.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { validation } from '../errors.ts';
import { MOST_TAGS } from '../limits.ts';
import { requestKind } from '../requests/request.ts';
import { tableAction } from './table-action.ts';
import { noResource, taggedTable } from './tags.ts';

interface Input {
  readonly ResourceArn: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

const kind = requestKind<Input>('TagResource', rules, { quick: () => false });

export const tagResource = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'TagResource', kind, async ({ input: { ResourceArn, Tags } }) => {
    const { name, record } = taggedTable(dynamodb, ResourceArn, noResource(ResourceArn));
    const tags = { ...record.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
    if (Object.keys(tags).length > MOST_TAGS) throw validation(`A table may have ${MOST_TAGS} tags at most.`);
    await dynamodb.putTable(name, { ...record, tags });
  });
