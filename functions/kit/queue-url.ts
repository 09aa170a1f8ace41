/** The address of a queue from its name: the region is the function's, the account stands in the function's own ARN. */
import type { Context } from 'aws-lambda';
import { queueUrlOf } from './dead-letter.ts';

export function queueUrlNamed(name: string, { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): string {
  const [, partition = 'aws', , region = '', account = ''] = invokedFunctionArn.split(':');
  return queueUrlOf(`arn:${partition}:sqs:${region}:${account}:${name}`);
}
