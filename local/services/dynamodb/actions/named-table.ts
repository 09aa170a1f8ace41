/** Tables in actions about tables: when there is none, AWS's sentence names it. */
import type { DynamoDb } from '../dynamodb.ts';
import { notFound } from '../errors.ts';
import type { Table } from '../tables.ts';

export function namedTable({ tables }: DynamoDb, name: string): Table {
  const table = tables.find(name);
  if (!table) throw notFound(`Requested resource not found: Table: ${name} not found`);
  return table;
}
