/**
 * Reads a range of one partition of a table or an index, in the order of the sort key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/query.js';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { readPage } from '../pages.ts';
import { type QueryInput, queryRange } from '../query-range.ts';
import { indexOf } from '../read-checks.ts';
import { checkReadMembers } from '../requests/read-members.ts';
import { type Checked, requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { leading, tableAction } from './table-action.ts';

const kind = requestKind<QueryInput>('Query', rules, { further: checkReadMembers });

export const query = (dynamodb: DynamoDb): Action =>
  tableAction(
    dynamodb,
    'Query',
    kind,
    ({ input, expressions }) => {
      const table = dynamodb.tables.get(input.TableName);
      const index = indexOf(table, input);
      const range = queryRange(table, index, input, expressions);
      return readPage(table, index, range, input, expressions) satisfies Answer<QueryCommandOutput>;
    },
    (request) => partition(dynamodb, request),
  );

/** The partition that a query reads: what a role may be held to. */
function partition({ tables }: DynamoDb, { input, expressions }: Checked<QueryInput>) {
  const table = tables.find(input.TableName);
  const keys = table?.indexes.get(input.IndexName ?? '')?.keys ?? table?.keys;
  const hash = expressions.keys?.[keys?.hash[0]?.name ?? ''];
  return leading([hash?.operands[0]?.({}, input.ExpressionAttributeValues ?? {})]);
}
