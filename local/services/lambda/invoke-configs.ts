/** How asynchronous invokes are retried and told of: the rules that actions and the resource type share. */
import { AwsError } from '../../engine/aws-error.ts';
import { checkConfiguredDestination } from './access.ts';
import type { Lambda } from './context.ts';
import type { InvokeConfig } from './model.ts';
import { type FunctionName, functionArn } from './names.ts';
import type { InvokeConfigInput } from './schemas.ts';

export const qualifierOf = ({ qualifier = '$LATEST' }: FunctionName): string => qualifier;

/** Throws AWS's ResourceNotFoundException. */
export function getInvokeConfig({ engine, store }: Lambda, asked: FunctionName): InvokeConfig {
  const { fn } = store.resolve(asked);
  const config = fn.invokeConfigs[qualifierOf(asked)];
  if (config) return config;
  const message = `The function ${functionArn(engine, asked.name, qualifierOf(asked))} doesn't have an EventInvokeConfig`;
  throw new AwsError('ResourceNotFoundException', message, { status: 404, members: { Type: 'User' } });
}

/** `merge` keeps what is not given. */
export function putInvokeConfig(
  { engine, store }: Lambda,
  asked: FunctionName,
  input: InvokeConfigInput,
  merge?: InvokeConfig,
): InvokeConfig {
  const { fn, version } = store.resolve(asked);
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  for (const { Destination } of [OnSuccess ?? {}, OnFailure ?? {}])
    if (Destination) checkConfiguredDestination(engine, version, Destination);
  const given = {
    maximumRetries: input.MaximumRetryAttempts ?? merge?.maximumRetries,
    maximumAgeS: input.MaximumEventAgeInSeconds ?? merge?.maximumAgeS,
    onSuccess: OnSuccess ? OnSuccess.Destination : merge?.onSuccess,
    onFailure: OnFailure ? OnFailure.Destination : merge?.onFailure,
  };
  const config: InvokeConfig = {
    ...(given.maximumRetries !== undefined && { maximumRetries: given.maximumRetries }),
    ...(given.maximumAgeS !== undefined && { maximumAgeS: given.maximumAgeS }),
    ...(given.onSuccess && { onSuccess: given.onSuccess }),
    ...(given.onFailure && { onFailure: given.onFailure }),
    lastModifiedMs: engine.clock.now(),
  };
  store.put({ ...fn, invokeConfigs: { ...fn.invokeConfigs, [qualifierOf(asked)]: config } });
  return config;
}

export function removeInvokeConfig(lambda: Lambda, asked: FunctionName): void {
  getInvokeConfig(lambda, asked);
  const fn = lambda.store.get(asked.name);
  const { [qualifierOf(asked)]: _, ...invokeConfigs } = fn.invokeConfigs;
  lambda.store.put({ ...fn, invokeConfigs });
}
