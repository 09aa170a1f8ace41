/** A Lambda function named by its ARN: the input is its payload, its answer the result. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Json } from '../../../engine/service.ts';
import type { Integration } from './contract.ts';
import { invoke } from './invoke.ts';

export const lambdaFunction = (arn: string): Integration => ({
  resource: arn,
  resourceType: undefined,
  pattern: 'request',
  call: async (call) => (await invoke(call, arn, call.textOf(call.arguments))) as Json,
});
