/**
 * A global table is one table here, in one region: the only replica that is accepted is the cloud's own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
import * as z from 'zod';
import { unsupported } from '../../../engine/aws-error.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { createTable, removeTable, updateTable, type Wanted } from './deploy.ts';
import { bool, common, index, number, recovery, tags } from './properties.ts';

const settings = z.looseObject({});

const replica = z.strictObject({
  Region: z.string(),
  DeletionProtectionEnabled: bool.optional(),
  PointInTimeRecoverySpecification: recovery.optional(),
  SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
  GlobalSecondaryIndexes: z.array(settings).optional(),
  ContributorInsightsSpecification: settings.optional(),
  ReadProvisionedThroughputSettings: settings.optional(),
  Tags: tags.optional(),
});

const properties = z.strictObject({
  ...common,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        ...index,
        WriteProvisionedThroughputSettings: settings.optional(),
      }),
    )
    .optional(),
  Replicas: z.array(replica).min(1),
  SSESpecification: z.strictObject({ SSEEnabled: bool, SSEType: z.literal('KMS').optional() }).optional(),
  WriteProvisionedThroughputSettings: z
    .looseObject({ WriteCapacityAutoScalingSettings: settings.optional() })
    .optional(),
  WriteOnDemandThroughputSettings: z.strictObject({ MaxWriteRequestUnits: number }).optional(),
});

/** Provisioned throughput scales by itself in a global table; here it is a number without effect. */
const ANY_THROUGHPUT = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };

function wanted({ engine }: DynamoDb, given: z.output<typeof properties>): Wanted {
  const own = given.Replicas.find(({ Region }) => Region === engine.region);
  if (!own || given.Replicas.length > 1) {
    const regions = given.Replicas.map(({ Region }) => Region).join(', ');
    throw unsupported(`A global table with replicas in ${regions}`, `The local cloud is one region, ${engine.region}.`);
  }
  const {
    TableName,
    AttributeDefinitions,
    KeySchema,
    LocalSecondaryIndexes,
    BillingMode,
    SSESpecification: sse,
  } = given;
  const provisioned = BillingMode !== 'PAY_PER_REQUEST' && { ProvisionedThroughput: ANY_THROUGHPUT };
  return {
    definition: {
      TableName,
      AttributeDefinitions,
      KeySchema,
      LocalSecondaryIndexes,
      BillingMode,
      ...provisioned,
      GlobalSecondaryIndexes: given.GlobalSecondaryIndexes?.map((index) => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
        ...provisioned,
      })),
      SSESpecification: sse && { Enabled: sse.SSEEnabled, ...own.SSESpecification },
      TableClass: own.TableClass,
      DeletionProtectionEnabled: own.DeletionProtectionEnabled,
      Tags: own.Tags,
    } as Wanted['definition'],
    timeToLive: given.TimeToLiveSpecification?.Enabled ? given.TimeToLiveSpecification.AttributeName : undefined,
    recovery: own.PointInTimeRecoverySpecification ?? { PointInTimeRecoveryEnabled: false },
  };
}

export const globalTableType = (dynamodb: DynamoDb): ResourceType =>
  resourceType({
    type: 'AWS::DynamoDB::GlobalTable',
    properties,
    withoutEffect: {
      SSESpecification: 'Items lie in a file of the user, unencrypted; the setting is told.',
      WriteProvisionedThroughputSettings: 'Nothing is throttled here.',
      WriteOnDemandThroughputSettings: 'Nothing is throttled here.',
    },
    create: (given, place) => createTable(dynamodb, wanted(dynamodb, given), place),
    update: (given, current) => updateTable(dynamodb, wanted(dynamodb, given), current),
    remove: (current) => removeTable(dynamodb, current),
  });
