/** What a mapping may be: the rules that actions and the resource type share. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
import { parseArn, resourceName } from '../../../engine/arn.ts';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import { checkRole } from '../access.ts';
import type { Lambda } from '../context.ts';
import { MAPPING } from '../limits.ts';
import type { FunctionVersion, Mapping } from '../model.ts';
import { conflict, invalidValue, parseFunctionName } from '../names.ts';
import type { MappingInput } from '../schemas.ts';
import { compileFilter } from './filter.ts';

/** A new mapping, checked and in state Creating, or Disabled when it begins so. */
export function makeMapping(
  lambda: Lambda,
  input: MappingInput & { EventSourceArn: string; Tags?: Readonly<Record<string, string>> | undefined },
): Mapping {
  const { EventSourceArn: sourceArn, FunctionName } = input;
  if (parseArn(sourceArn)?.service !== 'sqs')
    throw unsupported(`The event source ${sourceArn}`, 'Only SQS queues are event sources here.');
  const blank: Mapping = {
    uuid: lambda.engine.random.uuid(),
    ...functionOf(lambda, FunctionName ?? ''),
    sourceArn,
    batchSize: MAPPING.batchSize.default,
    windowS: 0,
    reportsItemFailures: false,
    filters: [],
    enabled: true,
    state: 'Creating',
    lastModifiedMs: lambda.engine.clock.now(),
    tags: input.Tags ?? {},
  };
  const mapping = merged(lambda, blank, input);
  checkDuplicate(lambda, mapping);
  return lambda.mappings.set(mapping, mapping.enabled ? 'Creating' : 'Disabled');
}

/** A changed mapping, in its passing state. */
export function changeMapping(lambda: Lambda, before: Mapping, input: MappingInput): Mapping {
  const mapping = merged(lambda, before, input);
  const turned = mapping.enabled === before.enabled ? 'Updating' : mapping.enabled ? 'Enabling' : 'Disabling';
  return lambda.mappings.set(mapping, turned);
}

/** Throws AWS's ResourceNotFoundException. */
export function getMapping({ store }: Lambda, uuid: string): Mapping {
  const mapping = store.mapping(uuid);
  if (mapping) return mapping;
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
    status: 404,
    members: { Type: 'User' },
  });
}

function functionOf({ store }: Lambda, text: string): { functionName: string; qualifier?: string } {
  const { name, qualifier } = parseFunctionName(text);
  try {
    store.resolve(qualifier === undefined ? { name } : { name, qualifier });
  } catch {
    throw invalidValue('Function does not exist');
  }
  return { functionName: name, ...(qualifier !== undefined && { qualifier }) };
}

function merged(lambda: Lambda, before: Mapping, input: MappingInput): Mapping {
  const { maximumConcurrency, ...rest } = before;
  const concurrency = input.ScalingConfig ? input.ScalingConfig.MaximumConcurrency : maximumConcurrency;
  const mapping: Mapping = {
    ...rest,
    ...(input.FunctionName !== undefined && functionOf(lambda, input.FunctionName)),
    ...(concurrency !== undefined && { maximumConcurrency: concurrency }),
    enabled: input.Enabled ?? before.enabled,
    batchSize: input.BatchSize ?? before.batchSize,
    windowS: input.MaximumBatchingWindowInSeconds ?? before.windowS,
    reportsItemFailures: input.FunctionResponseTypes
      ? input.FunctionResponseTypes.length > 0
      : before.reportsItemFailures,
    filters: input.FilterCriteria
      ? (input.FilterCriteria.Filters ?? []).map(({ Pattern = '' }) => Pattern)
      : before.filters,
  };
  check(lambda, mapping);
  return mapping;
}

function check(lambda: Lambda, { batchSize, windowS, sourceArn, filters, functionName, qualifier }: Mapping): void {
  const { withoutWindowMax, fifoMax } = MAPPING.batchSize;
  if (sourceArn.endsWith('.fifo')) {
    if (batchSize > fifoMax) throw invalidValue(`Maximum batch size of a FIFO queue is ${fifoMax}.`);
    if (windowS > 0) throw invalidValue('Maximum batch window is not supported for FIFO queues.');
  } else if (batchSize > withoutWindowMax && windowS === 0) {
    throw invalidValue(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  compileFilter(filters, sourceArn, lambda.engine.region);
  const name = qualifier === undefined ? { name: functionName } : { name: functionName, qualifier };
  const { version } = lambda.store.resolve(name);
  const { timeoutS } = version;
  checkRights(lambda, version, sourceArn);
  const visibilityS = visibilityTimeoutMs(lambda, sourceArn) / 1000;
  if (visibilityS < timeoutS) {
    throw invalidValue(
      `Queue visibility timeout: ${visibilityS} seconds is less than Function timeout: ${timeoutS} seconds`,
    );
  }
}

function visibilityTimeoutMs({ engine }: Lambda, sourceArn: string): number {
  try {
    return engine.ports.get('queues').visibilityTimeoutMs(sourceArn);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'ServiceUnavailable') throw error;
    throw invalidValue(
      `Error occurred while ReceiveMessage. SQS Error Code: ${error.queryCode ?? error.code}. SQS Error Message: ${error.message}`,
    );
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
function checkRights({ engine }: Lambda, version: FunctionVersion, sourceArn: string): void {
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    try {
      checkRole(engine, version, `sqs:${action}`, sourceArn);
    } catch (cause) {
      if (!(cause instanceof AwsError)) throw cause;
      throw invalidValue(`The function execution role does not have permissions to call ${action} on SQS`);
    }
  }
}

function checkDuplicate({ store }: Lambda, { sourceArn, functionName, qualifier }: Mapping): void {
  const same = store
    .mappings()
    .find(
      (other) => other.sourceArn === sourceArn && other.functionName === functionName && other.qualifier === qualifier,
    );
  if (!same) return;
  throw conflict(
    `An event source mapping with SQS arn (" ${sourceArn} ") and function (" ${resourceName(functionName)} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
  );
}
