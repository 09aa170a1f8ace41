/**
 * Tables of templates: their properties, and what they are in the words of the actions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
import * as z from 'zod';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { DynamoDb } from '../dynamodb.ts';
import { createTable, removeTable, updateTable, type Wanted } from './deploy.ts';
import { bool, common, index, recovery, tags, throughput } from './properties.ts';

const properties = z.strictObject({
  ...common,
  ProvisionedThroughput: throughput.optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        ...index,
        ProvisionedThroughput: throughput.optional(),
      }),
    )
    .optional(),
  DeletionProtectionEnabled: bool.optional(),
  PointInTimeRecoverySpecification: recovery.optional(),
  SSESpecification: z
    .strictObject({ SSEEnabled: bool, SSEType: z.literal('KMS').optional(), KMSMasterKeyId: z.string().optional() })
    .optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
  ContributorInsightsSpecification: z.looseObject({}).optional(),
  Tags: tags.optional(),
});

function wanted(given: z.output<typeof properties>): Wanted {
  const {
    TimeToLiveSpecification: ttl,
    PointInTimeRecoverySpecification: recovered = { PointInTimeRecoveryEnabled: false },
    SSESpecification: sse,
    ContributorInsightsSpecification: _none,
    StreamSpecification: _refused,
    ...definition
  } = given;
  const SSESpecification = sse && { Enabled: sse.SSEEnabled, SSEType: sse.SSEType, KMSMasterKeyId: sse.KMSMasterKeyId };
  return {
    definition: { ...definition, SSESpecification } as Wanted['definition'],
    timeToLive: ttl?.Enabled ? ttl.AttributeName : undefined,
    recovery: recovered,
  };
}

export const tableType = (dynamodb: DynamoDb): ResourceType =>
  resourceType({
    type: 'AWS::DynamoDB::Table',
    properties,
    withoutEffect: {
      PointInTimeRecoverySpecification: 'There is no past of the local store to go back to; the setting is told.',
      SSESpecification: 'Items lie in a file of the user, unencrypted; the setting is told.',
      TableClass: 'It is a price; the setting is told.',
      ContributorInsightsSpecification: 'Nobody looks at the keys that are asked for most.',
    },
    create: (given, place) => createTable(dynamodb, wanted(given), place),
    update: (given, current) => updateTable(dynamodb, wanted(given), current),
    remove: (current) => removeTable(dynamodb, current),
  });
