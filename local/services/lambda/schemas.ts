/** Members that several actions and resource types share. What is not in them is refused by name. */
import * as z from 'zod';
import { EPHEMERAL_MB, MEMORY_MB, RUNTIMES, TIMEOUT_S } from './limits.ts';

export const functionName = z.string().min(1).max(256);
export const qualifier = z.string().min(1).max(128);
export const named = z.strictObject({ FunctionName: functionName, Qualifier: qualifier.optional() });

/** Query parameters of the lists; lists are given whole. */
export const paging = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
};

const level = z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const configurationMembers = {
  Runtime: z
    .string()
    .refine((runtime) => (RUNTIMES as readonly string[]).includes(runtime), {
      error: ({ input }) => `runtime ${input} is not supported by the local cloud, which runs ${RUNTIMES.join(', ')}`,
    })
    .optional(),
  Handler: z.string().max(128).optional(),
  Role: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/)
    .optional(),
  Description: z.string().max(256).optional(),
  Timeout: z.coerce.number().int().min(TIMEOUT_S.min).max(TIMEOUT_S.max).optional(),
  MemorySize: z.coerce.number().int().min(MEMORY_MB.min).max(MEMORY_MB.max).optional(),
  EphemeralStorage: z
    .strictObject({ Size: z.coerce.number().int().min(EPHEMERAL_MB.min).max(EPHEMERAL_MB.max) })
    .optional(),
  Environment: z
    .strictObject({ Variables: z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/), z.string()).optional() })
    .optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string().optional() }).optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']).optional() }).optional(),
  LoggingConfig: z
    .strictObject({
      LogFormat: z.enum(['Text', 'JSON']).optional(),
      LogGroup: z.string().max(512).optional(),
      ApplicationLogLevel: level.optional(),
      SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).optional(),
    })
    .optional(),
};

const configurationObject = z.object(configurationMembers);
export type ConfigurationInput = z.output<typeof configurationObject>;

export const architectures = z.array(z.enum(['arm64', 'x86_64'])).length(1);
export const tags = z.record(z.string().min(1).max(128), z.string().max(256));

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: what an SQS source may have. */
export const mappingMembers = {
  FunctionName: functionName.optional(),
  Enabled: z.stringbool().or(z.boolean()).optional(),
  BatchSize: z.coerce.number().int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.coerce.number().int().min(0).max(300).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).max(1).optional(),
  FilterCriteria: z
    .strictObject({
      Filters: z
        .array(z.strictObject({ Pattern: z.string().max(4096).optional() }))
        .max(10)
        .optional(),
    })
    .optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000).optional() }).optional(),
};
const mappingObject = z.object(mappingMembers);
export type MappingInput = z.output<typeof mappingObject>;

const names = z.array(z.string().min(1).max(1024)).max(100);

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export const urlMembers = {
  AuthType: z.enum(['NONE', 'AWS_IAM']),
  InvokeMode: z.enum(['BUFFERED', 'RESPONSE_STREAM']).optional(),
  Cors: z
    .strictObject({
      AllowCredentials: z.stringbool().or(z.boolean()).optional(),
      AllowHeaders: names.optional(),
      AllowMethods: z.array(z.string().max(6)).max(6).optional(),
      AllowOrigins: names.optional(),
      ExposeHeaders: names.optional(),
      MaxAge: z.coerce.number().int().min(0).max(86_400).optional(),
    })
    .optional(),
};

/** URLs are of a function or an alias, never of a version. */
export const aliasQualifier = z
  .string()
  .max(128)
  .regex(/^(?!\d+$)[0-9a-zA-Z-_]+$/, {
    error: 'Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)',
  });

const destination = z.strictObject({ Destination: z.string().max(350).optional() }).optional();

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const invokeConfigMembers = {
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21_600).optional(),
  DestinationConfig: z.strictObject({ OnSuccess: destination, OnFailure: destination }).optional(),
};
const invokeConfigObject = z.object(invokeConfigMembers);
export type InvokeConfigInput = z.output<typeof invokeConfigObject>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasRoutingConfiguration.html */
export const aliasRouting = z
  .strictObject({ AdditionalVersionWeights: z.record(z.string(), z.number().min(0).max(1)).optional() })
  .optional();

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const permissionMembers = {
  StatementId: z.string().min(1).max(100),
  Action: z.string().regex(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/),
  Principal: z.string().min(1).max(256),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
  PrincipalOrgID: z.string().optional(),
  FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
  InvokedViaFunctionUrl: z.boolean().optional(),
};
