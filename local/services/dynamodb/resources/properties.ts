/** Properties that tables and global tables have in common, as CloudFormation takes them. */
import * as z from 'zod';

const text = z.string();
/** CloudFormation gives numbers and booleans also as text. */
export const number = z.coerce.number();
export const bool = z.union([z.boolean(), z.enum(['true', 'false']).transform((given) => given === 'true')]);

const keySchema = z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }));

const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
  NonKeyAttributes: z.array(text).optional(),
});

/** What all indexes have. */
export const index = { IndexName: text, KeySchema: keySchema, Projection: projection };

export const throughput = z.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });

export const tags = z.array(z.strictObject({ Key: text, Value: text }));

export const recovery = z.strictObject({
  PointInTimeRecoveryEnabled: bool.default(false),
  RecoveryPeriodInDays: number.optional(),
});

const timeToLive = z.strictObject({ AttributeName: text.optional(), Enabled: bool });

/** `StreamEnabled` is not a property: that there is a specification means that there is a stream. */
const stream = z.never({
  error: 'Streams of DynamoDB tables are not built in the local cloud: leave StreamSpecification out.',
});

/** Properties of both types. */
export const common = {
  TableName: text.optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(z.strictObject(index)).optional(),
  BillingMode: z.enum(['PROVISIONED', 'PAY_PER_REQUEST']).optional(),
  TimeToLiveSpecification: timeToLive.optional(),
  StreamSpecification: stream.optional(),
};
