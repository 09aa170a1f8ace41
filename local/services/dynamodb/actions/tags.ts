/** Checks that the three actions about tags share. */
import { resourceName } from '../../../engine/arn.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { notFound } from '../errors.ts';
import type { Table } from '../tables.ts';

/** The table that an ARN names; `sentence` is AWS's when there is none. */
export function taggedTable({ tables }: DynamoDb, arn: string, sentence: string): Table {
  const table = tables.find(resourceName(arn));
  if (!table) throw notFound(sentence);
  return table;
}

/** The sentence of TagResource and ListTagsOfResource, misspelt as AWS spells it. */
export const noResource = (arn: string): string => `Requested resource not found: ResourcArn: ${arn} not found`;
