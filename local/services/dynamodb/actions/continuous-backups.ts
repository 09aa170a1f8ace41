/**
 * DescribeContinuousBackups and UpdateContinuousBackups: the setting is kept and told. It has no effect here: the local
 * store is durable, and there is no past of it to go back to.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
import type {
  DescribeContinuousBackupsCommandOutput,
  UpdateContinuousBackupsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { notFound } from '../errors.ts';
import { requestKind } from '../requests/request.ts';
import type { Table, TableRecord } from '../tables.ts';
import type { Answer } from '../wire.ts';
import { tableAction } from './table-action.ts';

const TableName = { type: 'String', required: true, tableName: true, regex: '[a-zA-Z0-9_.-]+' };
const DEFAULT_DAYS = 35;

export interface Recovery {
  readonly PointInTimeRecoveryEnabled: boolean;
  readonly RecoveryPeriodInDays?: number | undefined;
}

const describeKind = requestKind<{ TableName: string }>('DescribeContinuousBackups', { types: { TableName } });

const updateKind = requestKind<{ TableName: string; PointInTimeRecoverySpecification: Recovery }>(
  'UpdateContinuousBackups',
  {
    types: {
      TableName,
      PointInTimeRecoverySpecification: {
        type: 'FieldStruct<PointInTimeRecoverySpecification>',
        notNull: true,
        children: {
          PointInTimeRecoveryEnabled: { type: 'Boolean', notNull: true },
          RecoveryPeriodInDays: { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: DEFAULT_DAYS },
        },
      },
    },
  },
);

function described({ recovery }: TableRecord) {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery?.enabled
        ? { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: recovery.days }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  } satisfies Answer<DescribeContinuousBackupsCommandOutput & UpdateContinuousBackupsCommandOutput>;
}

function backedUp({ tables }: DynamoDb, name: string): Table {
  const table = tables.find(name);
  if (!table) throw notFound(`Table not found: ${name}`);
  return table;
}

/** Keeps the setting; also for templates. */
export async function setRecovery(dynamodb: DynamoDb, name: string, wanted: Recovery): Promise<Table> {
  const { record } = backedUp(dynamodb, name);
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = DEFAULT_DAYS } = wanted;
  return await dynamodb.putTable(name, { ...record, recovery: { enabled, days } });
}

export const describeContinuousBackups = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'DescribeContinuousBackups', describeKind, ({ input }) =>
    described(backedUp(dynamodb, input.TableName).record),
  );

export const updateContinuousBackups = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'UpdateContinuousBackups', updateKind, async ({ input }) => {
    const { record } = await setRecovery(dynamodb, input.TableName, input.PointInTimeRecoverySpecification);
    return described(record);
  });
