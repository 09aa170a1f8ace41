/** A function of the platform's own, and what feeds a function from a queue. */
import type { Stack } from 'aws-cdk-lib';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { queueArn, type Stage } from '../stage.ts';
import { SignalboxFunction } from './signalbox-function.ts';

/** `signalbox-dev-platform-recorder`, from functions/platform/recorder. */
export const platformFunction = (
  stack: Stack,
  stage: Stage,
  name: string,
  description: string,
  environment: Readonly<Record<string, string>> = {},
  timeoutS?: number,
): SignalboxFunction =>
  new SignalboxFunction(stack, name, stage, {
    functionName: `${stage.prefix}-platform-${name}`,
    description,
    entry: `platform/${name}`,
    environment,
    ...(timeoutS !== undefined && { timeoutS }),
  });

/** In batches, whose failed messages alone are delivered again. */
export function feed(
  stack: Stack,
  stage: Stage,
  made: SignalboxFunction,
  queue: string,
  maximumConcurrency: number,
): void {
  const mapping = new CfnEventSourceMapping(made, `From ${queue}`, {
    eventSourceArn: queueArn(stack, queue),
    functionName: made.function.functionName,
    batchSize: stage.settings.batchSize,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency },
  });
  mapping.node.addDependency(made.role);
}
