/** What UpdateTable makes of a table's record. The checks and their sentences are AWS's. */
import type { Engine } from '../../engine/engine.ts';
import { INVALID, notFound, validation } from './errors.ts';
import type { TableChange } from './requests/table-rules.ts';
import { billing, describeGlobalIndex, encryption, refuseStream, throughputOf } from './table-description.ts';
import type { Description, TableRecord } from './tables.ts';

type GlobalIndexes = NonNullable<Description['GlobalSecondaryIndexes']>;
type Throughput = NonNullable<Description['ProvisionedThroughput']>;

const MOST_CAPACITY_UNITS = 1_000_000_000_000;

export function changedTable(engine: Engine, record: TableRecord, change: TableChange): TableRecord {
  refuseStream(change.StreamSpecification);
  const { description } = record;
  const nowS = engine.clock.now() / 1000;
  const mode = change.BillingMode ?? modeOf(description);
  if (change.ProvisionedThroughput && mode === 'PAY_PER_REQUEST') {
    throw validation(
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    );
  }
  const indexes = changedIndexes(description, change, nowS);
  const definitions = merged(description.AttributeDefinitions, change.AttributeDefinitions);
  const { GlobalSecondaryIndexes: _before, ...rest } = description;
  const { SSESpecification, TableClass, DeletionProtectionEnabled } = change;
  return {
    ...record,
    description: {
      ...rest,
      AttributeDefinitions: definitions,
      ProvisionedThroughput: changedThroughput(description, change, nowS),
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
      ...changedBilling(description, change, nowS),
      ...(SSESpecification && { SSEDescription: undefined, ...encryption(engine, SSESpecification) }),
      ...(TableClass && { TableClassSummary: { TableClass } }),
      ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }),
    },
  };
}

const modeOf = (description: Description): string => description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';

function changedBilling(description: Description, { BillingMode }: TableChange, nowS: number): Partial<Description> {
  if (!BillingMode || BillingMode === modeOf(description)) return {};
  if (BillingMode === 'PAY_PER_REQUEST') return billing(BillingMode, nowS);
  return { BillingModeSummary: { ...description.BillingModeSummary, BillingMode: 'PROVISIONED' } };
}

function changedThroughput(description: Description, change: TableChange, nowS: number): Throughput {
  const current = description.ProvisionedThroughput ?? throughputOf(undefined);
  if (change.BillingMode === 'PAY_PER_REQUEST') return throughputOf(undefined);
  return change.ProvisionedThroughput ? stepped(current, change.ProvisionedThroughput, nowS) : current;
}

/** New throughput, with the moments of the last increase and decrease. */
function stepped(current: Throughput, wanted: Throughput, nowS: number): Throughput {
  const of = (units: Throughput) => [units.ReadCapacityUnits ?? 0, units.WriteCapacityUnits ?? 0] as const;
  const [[read, write], [newRead, newWrite]] = [of(current), of(wanted)];
  if (read === newRead && write === newWrite) {
    throw validation(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${newRead}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${newWrite}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const [more, less] = [newRead > read || newWrite > write, newRead < read || newWrite < write];
  return {
    ...current,
    ReadCapacityUnits: newRead,
    WriteCapacityUnits: newWrite,
    ...(more && { LastIncreaseDateTime: nowS }),
    ...(less && { LastDecreaseDateTime: nowS }),
    NumberOfDecreasesToday: (current.NumberOfDecreasesToday ?? 0) + (less && !more ? 1 : 0),
  };
}

function changedIndexes(description: Description, change: TableChange, nowS: number): GlobalIndexes {
  const definitions = merged(description.AttributeDefinitions, change.AttributeDefinitions);
  let indexes: GlobalIndexes = description.GlobalSecondaryIndexes ?? [];
  for (const { Create, Update, Delete } of change.GlobalSecondaryIndexUpdates ?? []) {
    const name = Create?.IndexName ?? Update?.IndexName ?? Delete?.IndexName;
    const current = indexes.find(({ IndexName }) => IndexName === name);
    const others = indexes.filter((index) => index !== current);
    if (Create) {
      if (current) throw validation('Attempting to create an index which already exists');
      checkDefined(Create.KeySchema, definitions);
      indexes = [...others, describeGlobalIndex(description.TableArn ?? '', Create)];
      continue;
    }
    const wanted = Update?.ProvisionedThroughput;
    if (wanted) checkCapacity(wanted);
    if (!current) throw notFound(`Requested resource not found: Index: ${name} not found`);
    indexes = wanted ? indexes.map((index) => (index === current ? scaled(index, wanted, nowS) : index)) : others;
  }
  return indexes;
}

const scaled = (index: GlobalIndexes[number], wanted: Throughput, nowS: number) => ({
  ...index,
  ProvisionedThroughput: stepped(index.ProvisionedThroughput ?? throughputOf(undefined), wanted, nowS),
});

function checkCapacity({ ReadCapacityUnits = 0, WriteCapacityUnits = 0 }: Throughput): void {
  if (Math.max(ReadCapacityUnits, WriteCapacityUnits) > MOST_CAPACITY_UNITS) {
    throw validation(
      'This operation cannot be performed with given input values. Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate',
    );
  }
}

function checkDefined(schema: Description['KeySchema'], definitions: Description['AttributeDefinitions'] = []): void {
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  const keys = (schema ?? []).map(({ AttributeName }) => AttributeName);
  if (keys.some((key) => !defined.includes(key))) {
    throw validation(
      `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    );
  }
}

function merged(
  current: Description['AttributeDefinitions'] = [],
  added: Description['AttributeDefinitions'] = [],
): NonNullable<Description['AttributeDefinitions']> {
  const names = current.map(({ AttributeName }) => AttributeName);
  return [...current, ...added.filter(({ AttributeName }) => !names.includes(AttributeName))];
}
