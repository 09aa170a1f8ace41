/**
 * Requests of transactions: up to a hundred operations, each checked by dynalite's rules for the action that it is like.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
import deleteRules from 'dynalite/validations/deleteItem.js';
import getRules from 'dynalite/validations/getItem.js';
import putRules from 'dynalite/validations/putItem.js';
import updateRules from 'dynalite/validations/updateItem.js';
import type { Item } from '../data/values.ts';
import { validation } from '../errors.ts';
import { MOST_TRANSACTION_ITEMS } from '../limits.ts';
import type { Conditional } from '../writes.ts';
import { ON_CONDITION_FAILURE } from './added-members.ts';
import { checkItemSize } from './item-size.ts';
import { type Checked, type RequestKind, requestKind } from './request.ts';

export interface Operation extends Conditional {
  readonly TableName: string;
  /** Of a put. */
  readonly Item?: Item;
  /** Of all others. */
  readonly Key?: Item;
}

export type OperationKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck' | 'Get';

export type CheckedOperation = Checked<Operation> & { readonly kind: OperationKind };

type Rules = Parameters<typeof requestKind>[1];

/** Operations have fewer members than the actions. */
function operation(name: string, { types, custom }: Rules, members: readonly string[]): RequestKind<Operation> {
  const kept = Object.fromEntries(Object.entries(types).filter(([member]) => members.includes(member)));
  const added = name === 'Get' ? {} : ON_CONDITION_FAILURE;
  return requestKind<Operation>(
    name,
    { types: kept, custom },
    {
      added,
      further: ({ Item }: Operation) => Item && checkItemSize(Item),
    },
  );
}

const CONDITION = ['TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

const KINDS: Readonly<Record<OperationKind, RequestKind<Operation>>> = {
  ConditionCheck: operation('ConditionCheck', deleteRules, [...CONDITION, 'Key']),
  Put: operation('Put', putRules, [...CONDITION, 'Item']),
  Delete: operation('Delete', deleteRules, [...CONDITION, 'Key']),
  Update: operation('Update', updateRules, [...CONDITION, 'Key', 'UpdateExpression']),
  Get: operation('Get', getRules, ['TableName', 'Key', 'ProjectionExpression', 'ExpressionAttributeNames']),
};

/** Checks the list and each operation in it. Throws AWS's refusal. */
export function checkTransaction(given: unknown, allowed: readonly OperationKind[]): CheckedOperation[] {
  if (!Array.isArray(given)) throw constraint('null', 'Member must not be null');
  if (given.length < 1) throw constraint("'[]'", 'Member must have length greater than or equal to 1');
  if (given.length > MOST_TRANSACTION_ITEMS) {
    const value = `'[${given.length} items]'`;
    throw constraint(value, `Member must have length less than or equal to ${MOST_TRANSACTION_ITEMS}`);
  }
  return given.map((item: object) => {
    const [[name, content] = [], ...others] = Object.entries(item);
    const kind = allowed.find((one) => one === name);
    if (!kind || others.length > 0) {
      throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { ...KINDS[kind].check(content as object), kind };
  });
}

const constraint = (value: string, rule: string) =>
  validation(`1 validation error detected: Value ${value} at 'transactItems' failed to satisfy constraint: ${rule}`);
