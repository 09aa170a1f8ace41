/**
 * A row as DynamoDB takes it. In the place of the SDK's `marshall`, wherever a row holds data of others: that one tells kinds of
 * values by their member `constructor`, so that data with a member of that name is refused, or taken for a set.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Of JSON; members that are undefined are left out. */
export const toItem = (row: object): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [[name, toAttribute(value)]])),
  );

function toAttribute(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toItem(value) };
  throw new TypeError(`A ${typeof value} cannot stand in a row.`);
}
