/**
 * What a new table is described as, from the request that makes it. Tables are ACTIVE at once; only the answers of
 * CreateTable, UpdateTable and DeleteTable say what AWS says at that moment.
 */

import { unsupported } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { TableDefinition } from './requests/table-rules.ts';
import type { Description, TableRecord } from './tables.ts';

type Throughput = Description['ProvisionedThroughput'];
type GlobalIndex = NonNullable<Description['GlobalSecondaryIndexes']>[number];
type LocalIndex = NonNullable<Description['LocalSecondaryIndexes']>[number];

/** Throughput as it is described: on-demand tables have zeros. */
export const throughputOf = (given: Throughput): NonNullable<Throughput> => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: given?.ReadCapacityUnits ?? 0,
  WriteCapacityUnits: given?.WriteCapacityUnits ?? 0,
});

export const describeGlobalIndex = (
  tableArn: string,
  { ProvisionedThroughput, ...index }: GlobalIndex,
): GlobalIndex => ({
  ...index,
  IndexArn: `${tableArn}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
  IndexStatus: 'ACTIVE',
  ProvisionedThroughput: throughputOf(ProvisionedThroughput),
});

const describeLocalIndex = (tableArn: string, index: LocalIndex): LocalIndex => ({
  ...index,
  IndexArn: `${tableArn}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
});

/** Streams are refused by name; that there is none may be said. */
export function refuseStream(specification: { readonly StreamEnabled?: boolean } | undefined): void {
  if (specification?.StreamEnabled) throw unsupported('StreamSpecification.StreamEnabled of a DynamoDB table');
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html */
export function encryption(engine: Engine, given: TableDefinition['SSESpecification']): Partial<Description> {
  if (!given?.Enabled && given?.SSEType !== 'KMS') return {};
  const key = given.KMSMasterKeyId ?? 'alias/aws/dynamodb';
  const arn = key.startsWith('arn:') ? key : engine.arn('kms', key.startsWith('alias/') ? key : `key/${key}`);
  return { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: arn } };
}

/** On-demand tables say so. */
export const billing = (mode: string | undefined, sinceS: number): Partial<Description> =>
  mode === 'PAY_PER_REQUEST'
    ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: sinceS } }
    : {};

/** The record of a new table. */
export function newTable(engine: Engine, tableArn: string, definition: TableDefinition): TableRecord {
  const { TableName, BillingMode, Tags = [], StreamSpecification, SSESpecification, TableClass, ...given } = definition;
  refuseStream(StreamSpecification);
  const id = engine.random.uuid();
  const nowS = engine.clock.now() / 1000;
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global, ProvisionedThroughput, ...schema } = given;
  return {
    id,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    description: {
      ...schema,
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: tableArn,
      TableId: id,
      CreationDateTime: nowS,
      ItemCount: 0,
      TableSizeBytes: 0,
      DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
      ProvisionedThroughput: throughputOf(ProvisionedThroughput),
      ...billing(BillingMode, nowS),
      ...encryption(engine, SSESpecification),
      ...(TableClass && { TableClassSummary: { TableClass } }),
      ...(local && { LocalSecondaryIndexes: local.map((index) => describeLocalIndex(tableArn, index)) }),
      ...(global && { GlobalSecondaryIndexes: global.map((index) => describeGlobalIndex(tableArn, index)) }),
    },
  };
}

/** What a table can take at once. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
const ON_DEMAND_READS_PER_SECOND = 12_000;
const ON_DEMAND_WRITES_PER_SECOND = 4000;

type Warm = Pick<Description, 'WarmThroughput'>;

const warm = (throughput: Throughput): Warm => ({
  WarmThroughput: {
    ReadUnitsPerSecond: throughput?.ReadCapacityUnits || ON_DEMAND_READS_PER_SECOND,
    WriteUnitsPerSecond: throughput?.WriteCapacityUnits || ON_DEMAND_WRITES_PER_SECOND,
    Status: 'ACTIVE',
  },
});

/** The description as DescribeTable gives it: with the throughput that is ready. */
export const withWarmThroughput = (description: Description): Description => ({
  ...description,
  ...warm(description.ProvisionedThroughput),
  ...(description.GlobalSecondaryIndexes && {
    GlobalSecondaryIndexes: description.GlobalSecondaryIndexes.map((index) => ({
      ...index,
      ...(warm(index.ProvisionedThroughput) as object),
    })),
  }),
});

/** The description with another status of the table and its global indexes. */
export function withStatus(
  { BillingModeSummary, ...description }: Description,
  TableStatus: NonNullable<Description['TableStatus']>,
  IndexStatus: NonNullable<GlobalIndex['IndexStatus']>,
): Description {
  const mode = BillingModeSummary?.BillingMode;
  return {
    ...description,
    TableStatus,
    ...(mode && { BillingModeSummary: TableStatus === 'CREATING' ? { BillingMode: mode } : BillingModeSummary }),
    ...(description.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: description.GlobalSecondaryIndexes.map((index) => ({ ...index, IndexStatus })),
    }),
  };
}
