/** The service's objects as AWS prints them. */
import type {
  AliasConfiguration,
  EventSourceMappingConfiguration,
  FunctionConfiguration,
  FunctionEventInvokeConfig,
} from '@aws-sdk/client-lambda';
import type { Engine } from '../../engine/engine.ts';
import type { Alias, FunctionVersion, InvokeConfig, Mapping } from './model.ts';
import { functionArn } from './names.ts';

/** On the wire a timestamp is a number of seconds. */
export type Wire<T> = { [K in keyof T]: Date extends T[K] ? number | Exclude<T[K], Date> : T[K] };

/** The same for an answer that is a list of such objects. */
export type ListOf<T> = { [K in keyof T]: T[K] extends (infer Item)[] | undefined ? Wire<Item>[] : T[K] };

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html. `qualified` prints the ARN with its version. */
export function configuration(version: FunctionVersion, qualified = version.version !== '$LATEST') {
  const { logging } = version;
  return {
    FunctionName: version.name,
    FunctionArn: qualified ? `${version.functionArn}:${version.version}` : version.functionArn,
    Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeBytes,
    Description: version.description,
    Timeout: version.timeoutS,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.lastModifiedMs).toISOString().replace('Z', '+0000'),
    CodeSha256: version.codeSha256,
    Version: version.version,
    ...(Object.keys(version.environment).length > 0 && { Environment: { Variables: { ...version.environment } } }),
    ...(version.deadLetterArn && { DeadLetterConfig: { TargetArn: version.deadLetterArn } }),
    ...(version.kmsKeyArn && { KMSKeyArn: version.kmsKeyArn }),
    TracingConfig: { Mode: version.tracing },
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [...version.architectures],
    EphemeralStorage: { Size: version.ephemeralMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: logging.format,
      LogGroup: logging.group,
      ...(logging.applicationLevel && { ApplicationLogLevel: logging.applicationLevel as 'INFO' }),
      ...(logging.systemLevel && { SystemLogLevel: logging.systemLevel as 'INFO' }),
    },
  } satisfies FunctionConfiguration;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
export function aliasConfiguration(engine: Engine, functionName: string, alias: Alias) {
  return {
    AliasArn: functionArn(engine, functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(Object.keys(alias.weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } } }),
    RevisionId: alias.revisionId,
  } satisfies AliasConfiguration;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionEventInvokeConfig.html */
export function invokeConfiguration(engine: Engine, functionName: string, qualifier: string, config: InvokeConfig) {
  return {
    LastModified: config.lastModifiedMs / 1000,
    FunctionArn: functionArn(engine, functionName, qualifier),
    ...(config.maximumRetries !== undefined && { MaximumRetryAttempts: config.maximumRetries }),
    ...(config.maximumAgeS !== undefined && { MaximumEventAgeInSeconds: config.maximumAgeS }),
    DestinationConfig: {
      OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  } satisfies Wire<FunctionEventInvokeConfig>;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export function mappingConfiguration(engine: Engine, mapping: Mapping) {
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: engine.arn('lambda', `event-source-mapping:${mapping.uuid}`),
    EventSourceArn: mapping.sourceArn,
    FunctionArn: functionArn(engine, mapping.functionName, mapping.qualifier),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowS,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(mapping.filters.length > 0 && { FilterCriteria: { Filters: mapping.filters.map((Pattern) => ({ Pattern })) } }),
    ...(mapping.maximumConcurrency !== undefined && {
      ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
    }),
    State: mapping.state,
    StateTransitionReason: 'USER_INITIATED',
    LastModified: mapping.lastModifiedMs / 1000,
  } satisfies Wire<EventSourceMappingConfiguration>;
}
