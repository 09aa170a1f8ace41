/**
 * Puts an item in place of the one with the same key, on a condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
import type { PutItemCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/putItem.js';
import type { Action } from '../../../engine/service.ts';
import { consumed, writeUnits } from '../capacity.ts';
import type { Item } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { ON_CONDITION_FAILURE } from '../requests/added-members.ts';
import { checkItemSize } from '../requests/item-size.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { type Conditional, planPut } from '../writes.ts';
import { tableAction } from './table-action.ts';

interface Input extends Conditional {
  readonly TableName: string;
  readonly Item: Item;
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('PutItem', rules, {
  added: ON_CONDITION_FAILURE,
  further: ({ Item }: Input) => checkItemSize(Item),
});

export const putItem = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'PutItem', kind, async ({ input, expressions }) => {
    const write = planPut(dynamodb.tables.get(input.TableName), input.Item, input, expressions);
    await dynamodb.write([write]);
    return {
      ...(input.ReturnValues === 'ALL_OLD' && write.before && { Attributes: write.before }),
      ...consumed(input.ReturnConsumedCapacity, input.TableName, () => writeUnits(write.before, write.after)),
    } satisfies Answer<PutItemCommandOutput>;
  });
