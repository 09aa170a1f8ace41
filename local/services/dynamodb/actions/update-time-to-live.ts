/**
 * Switches the expiry of items on or off.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
import type { UpdateTimeToLiveCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { validation } from '../errors.ts';
import { requestKind } from '../requests/request.ts';
import { listExpiries } from '../time-to-live.ts';
import type { Answer } from '../wire.ts';
import { namedTable } from './named-table.ts';
import { tableAction } from './table-action.ts';

interface Specification {
  readonly Enabled: boolean;
  readonly AttributeName: string;
}

interface Input {
  readonly TableName: string;
  readonly TimeToLiveSpecification: Specification;
}

const types = {
  TableName: { type: 'String', required: true, tableName: true, regex: '[a-zA-Z0-9_.-]+' },
  TimeToLiveSpecification: {
    type: 'FieldStruct<TimeToLiveSpecification>',
    notNull: true,
    children: {
      Enabled: { type: 'Boolean', notNull: true },
      AttributeName: {
        type: 'String',
        notNull: true,
        lengthGreaterThanOrEqual: 1,
        lengthLessThanOrEqual: 255,
      },
    },
  },
};

const kind = requestKind<Input>('UpdateTimeToLive', { types });

/** Switches expiry on or off; also for templates, where no change is no mistake. */
export async function setTimeToLive(dynamodb: DynamoDb, name: string, attribute: string | undefined): Promise<void> {
  const { timeToLive: _before, ...record } = namedTable(dynamodb, name).record;
  const table = dynamodb.tables.put(name, { ...record, ...(attribute !== undefined && { timeToLive: attribute }) });
  listExpiries(table);
  dynamodb.expirer.wake();
  await dynamodb.engine.store.durable();
}

export const updateTimeToLive = (dynamodb: DynamoDb): Action =>
  tableAction(dynamodb, 'UpdateTimeToLive', kind, async ({ input: { TableName, TimeToLiveSpecification: wanted } }) => {
    const { timeToLive } = namedTable(dynamodb, TableName).record;
    if (wanted.Enabled === (timeToLive !== undefined)) {
      throw validation(`TimeToLive is already ${wanted.Enabled ? 'enabled' : 'disabled'}`);
    }
    if (timeToLive !== undefined && timeToLive !== wanted.AttributeName) {
      throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive}`);
    }
    await setTimeToLive(dynamodb, TableName, wanted.Enabled ? wanted.AttributeName : undefined);
    return { TimeToLiveSpecification: wanted } satisfies Answer<UpdateTimeToLiveCommandOutput>;
  });
