/**
 * Changes attributes of an item, or makes it, on a condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
import type { UpdateItemCommandOutput } from '@aws-sdk/client-dynamodb';
import db from 'dynalite/db/index.js';
import rules from 'dynalite/validations/updateItem.js';
import type { Action } from '../../../engine/service.ts';
import { consumed, writeUnits } from '../capacity.ts';
import type { Item, Path } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { ON_CONDITION_FAILURE } from '../requests/added-members.ts';
import { requestKind } from '../requests/request.ts';
import type { Answer } from '../wire.ts';
import { type Conditional, planUpdate, type Write } from '../writes.ts';
import { tableAction } from './table-action.ts';

interface Input extends Conditional {
  readonly TableName: string;
  readonly Key: Item;
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: string;
}

const kind = requestKind<Input>('UpdateItem', rules, { added: ON_CONDITION_FAILURE });

export const updateItem = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'UpdateItem', kind, async ({ input, expressions }) => {
    const write = planUpdate(dynamodb.tables.get(input.TableName), input.Key, input, expressions);
    await dynamodb.write([write]);
    const attributes = returned(input.ReturnValues, write, expressions.changes?.paths ?? []);
    return {
      ...(attributes && { Attributes: attributes }),
      ...consumed(input.ReturnConsumedCapacity, input.TableName, () => writeUnits(write.before, write.after)),
    } satisfies Answer<UpdateItemCommandOutput>;
  });

function returned(wanted: string | undefined, { before, after = {} }: Write, paths: readonly (string | Path)[]) {
  if (wanted === 'ALL_OLD') return before;
  if (wanted === 'ALL_NEW') return after;
  if (wanted === 'UPDATED_OLD') return before && noneForNothing(db.mapPaths(paths, before));
  if (wanted === 'UPDATED_NEW') return noneForNothing(db.mapPaths(paths, after));
  return undefined;
}

/** AWS leaves the member out when none of the updated attributes is there. */
const noneForNothing = (item: Item): Item | undefined => (Object.keys(item).length > 0 ? item : undefined);
