/**
 * Reads an item by its key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
import type { GetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/getItem.js';
import type { Action } from '../../../engine/service.ts';
import { consumed, readUnits } from '../capacity.ts';
import type { Item } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { readItem } from '../reads.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';

interface Input {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('GetItem', rules);

export const getItem = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'GetItem', kind, ({ input, expressions }) => {
    const { item, given } = readItem(dynamodb.tables.get(input.TableName), input.Key, expressions);
    return {
      ...(given && { Item: given }),
      ...consumed(input.ReturnConsumedCapacity, input.TableName, () => readUnits(item, input.ConsistentRead)),
    } satisfies Answer<GetItemCommandOutput>;
  });
