/**
 * What a Task's Resource may be, and how it is called: a function by its ARN, or `arn:aws:states:::service:action` with a
 * pattern behind it. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
 */
import type { States } from '../context.ts';
import { Failure } from '../failure.ts';
import type { Integration } from './contract.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { sdkCall } from './sdk-call.ts';
import { OPTIMIZED } from './services.ts';
import { startExecution } from './start-execution.ts';

/** Throws States.Runtime for a resource that is not supported; one that is mocked may be any. */
export function integrationOf(resource: string, states: States, mocked: boolean): Integration {
  const found = find(resource, states) ?? (mocked ? standIn(resource) : undefined);
  if (!found) throw new Failure('States.Runtime', `The resource ${resource} is not supported by the local cloud.`);
  return found;
}

/** For a resource whose answer is mocked: what it is does not matter. */
const standIn = (resource: string): Integration => ({
  resource,
  resourceType: resource,
  pattern: 'request',
  call: async () => null,
});

function find(resource: string, states: States): Integration | undefined {
  if (/^arn:[^:]+:lambda:/.test(resource)) return lambdaFunction(resource);
  const parts = /^arn:[^:]+:states:::((?:aws-sdk:)?[A-Za-z0-9-]+):([A-Za-z0-9]+)((?:\.[A-Za-z]+(?::2)?)?)$/.exec(
    resource,
  );
  const [, service = '', action = '', suffix = ''] = parts ?? [];
  if (!parts) return undefined;
  const pattern = PATTERNS[suffix];
  if (!pattern) return undefined;
  const what = { resource: `${action}${suffix}`, resourceType: service, pattern };
  if (service === 'lambda' && action === 'invoke' && pattern !== 'sync') return { ...what, call: lambdaInvoke };
  if (service === 'states' && action === 'startExecution')
    return { ...what, ...startExecution(suffix === '.sync:2', states) };
  if (service.startsWith('aws-sdk:') && pattern !== 'sync') {
    const call = sdkCall(service.slice('aws-sdk:'.length), action);
    return call && { ...what, call };
  }
  const optimized = OPTIMIZED[`${service}:${action}`];
  return optimized && pattern !== 'sync' ? { ...what, call: optimized } : undefined;
}

const PATTERNS: Readonly<Record<string, Integration['pattern']>> = {
  '': 'request',
  '.sync': 'sync',
  '.sync:2': 'sync',
  '.waitForTaskToken': 'token',
};
