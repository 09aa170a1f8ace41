/**
 * Deletes an item by its key, on a condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
 */
import type { DeleteItemCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/deleteItem.js';
import type { Action } from '../../../engine/service.ts';
import { consumed, writeUnits } from '../capacity.ts';
import type { Item } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { ON_CONDITION_FAILURE } from '../requests/added-members.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { type Conditional, planDelete } from '../writes.ts';
import { tableAction } from './table-action.ts';

interface Input extends Conditional {
  readonly TableName: string;
  readonly Key: Item;
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('DeleteItem', rules, { added: ON_CONDITION_FAILURE });

export const deleteItem = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DeleteItem', kind, async ({ input, expressions }) => {
    const write = planDelete(dynamodb.tables.get(input.TableName), input.Key, input, expressions);
    await dynamodb.write([write]);
    return {
      ...(input.ReturnValues === 'ALL_OLD' && write.before && { Attributes: write.before }),
      ...consumed(input.ReturnConsumedCapacity, input.TableName, () => writeUnits(write.before, write.after)),
    } satisfies Answer<DeleteItemCommandOutput>;
  });
