/**
 * Reads all items of a table or an index, in one go or in segments.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
import type { ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import rules from 'dynalite/validations/scan.js';
import type { Action } from '../../../engine/service.ts';
import { BEFORE, BEHIND, indexKey, itemKey } from '../data/keys.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { validation } from '../errors.ts';
import { type KeyRange, readPage, startAttributes } from '../pages.ts';
import {
  checkPaths,
  checkSelect,
  checkStartOfIndex,
  checkStartOfTable,
  indexOf,
  type ReadInput,
  WRONG_START,
} from '../read-checks.ts';
import { checkReadMembers } from '../requests/read-members.ts';
import { requestKind } from '../requests/request.ts';
import type { Index, Table } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';

interface Input extends ReadInput {
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

const kind = requestKind<Input>('Scan', rules, { added: { ConsistentRead: 'Boolean' }, further: checkReadMembers });

export const scan = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'Scan', kind, ({ input, expressions }) => {
    const table = dynamodb.tables.get(input.TableName);
    const index = indexOf(table, input);
    checkStart(table, index, input);
    const range = scanRange(table, index, input);
    checkPaths(table, expressions);
    return readPage(table, index, range, input, expressions) satisfies Answer<ScanCommandOutput>;
  });

function checkStart(table: Table, index: Index | undefined, input: Input): void {
  const { ExclusiveStartKey: start } = input;
  if (start && Object.keys(start).length !== startAttributes(table, index).length) {
    throw validation(index ? WRONG_START : `${WRONG_START}: The provided key element does not match the schema`);
  }
  if (start && index) checkStartOfIndex(start, index.keys);
  checkSelect(index, input);
  if (start) checkStartOfTable(start, table);
}

/** The hash in front of every key has 24 bits; segments share its upper twelve out evenly. */
const HASH_STEPS = 4096;

function scanRange(table: Table, index: Index | undefined, input: Input): KeyRange {
  const { Segment = 0, TotalSegments = 1, ExclusiveStartKey: start } = input;
  const bound = (segment: number): string =>
    Math.ceil((HASH_STEPS * segment) / TotalSegments)
      .toString(16)
      .padStart(3, '0');
  const from = bound(Segment);
  const to = Segment + 1 === TotalSegments ? BEHIND : bound(Segment + 1);
  if (!start) return { from, to };
  const tableKey = itemKey(start, table.keys);
  const at = index ? (indexKey(start, index.keys, table.keys, tableKey) ?? tableKey) : tableKey;
  if (at < from || at >= to) {
    throw validation(
      `${WRONG_START}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    );
  }
  return { from: at + BEFORE, to };
}
