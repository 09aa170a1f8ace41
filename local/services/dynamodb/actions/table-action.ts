/**
 * How an action of DynamoDB is made: dynalite's rules check the request, the table's ARN (or the index's) is what
 * permissions are asked for, and `dynamodb:LeadingKeys` is told where the request names an item.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
import * as z from 'zod';
import { parseArn } from '../../../engine/arn.ts';
import { type Action, action, type Permission } from '../../../engine/service.ts';
import type { Item, Value } from '../data/values.ts';
import type { DynamoDb } from '../dynamodb.ts';
import type { Checked, RequestKind } from '../requests/request.ts';

/** dynalite's rules do the checking, with AWS's sentences; this only says that it is an object. */
export const anyObject = z.looseObject({});

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A table may be named by its ARN. */
export function tableName(given: unknown): string {
  const name = text(given) ?? '';
  return name.startsWith('arn:') ? (parseArn(name)?.resource.replace(/^table\//, '') ?? name) : name;
}

function permissionArn(dynamodb: DynamoDb, input: Record<string, unknown>): string {
  const arn = text(input.ResourceArn);
  if (arn) return arn;
  const name = text(input.TableName);
  const table = name ? dynamodb.tables.arn(tableName(name)) : '*';
  const index = text(input.IndexName);
  return index ? `${table}/index/${index}` : table;
}

type Conditions = Readonly<Record<string, readonly string[]>>;

/** The partition keys that a request names, of items or keys of a table. Nothing when it names none. */
export function leadingKeys(dynamodb: DynamoDb, name: unknown, items: readonly unknown[]): Conditions {
  const hash = dynamodb.tables.find(tableName(name))?.keys.hash[0]?.name ?? '';
  return leading(items.map((item) => (item as Item | undefined)?.[hash]));
}

export function leading(values: readonly (Value | undefined)[]): Conditions {
  const found = values.flatMap((value) => (value ? [value.S ?? value.N ?? value.B ?? ''] : []));
  return found.length > 0 ? { 'dynamodb:LeadingKeys': found } : {};
}

type Members = Readonly<Record<string, unknown>>;

/** The permissions of a batch: one for each table, with the keys of its items. */
export function batchPermissions(
  dynamodb: DynamoDb,
  requestItems: unknown,
  itemsOf: (ofTable: never) => readonly unknown[],
): Permission[] {
  return Object.entries((requestItems ?? {}) as Members).map(([name, ofTable]) => ({
    resource: dynamodb.tables.arn(tableName(name)),
    conditions: leadingKeys(dynamodb, name, itemsOf(ofTable as never)),
  }));
}

/** `keysOf` tells the leading keys where they are not those of the member `Item` or `Key`. */
export function tableAction<T>(
  dynamodb: DynamoDb,
  name: string,
  kind: RequestKind<T>,
  run: (request: Checked<T>) => unknown,
  keysOf?: (request: Checked<T>) => Conditions,
): Action {
  const check = (input: Members): Checked<T> => {
    const named = text(input.TableName);
    return kind.check(named?.startsWith('arn:') ? { ...input, TableName: tableName(named) } : input);
  };
  return action({
    name,
    input: anyObject,
    resource: (input) => permissionArn(dynamodb, input),
    conditions: (input) =>
      keysOf ? keysOf(check(input)) : leadingKeys(dynamodb, input.TableName, [input.Item ?? input.Key]),
    run: (input) => run(check(input)),
  });
}
