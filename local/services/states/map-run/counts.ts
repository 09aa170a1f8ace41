/**
 * How far a map run is, and whether too much of it failed.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
 */
import type { MapRunExecutionCounts } from '@aws-sdk/client-sfn';
import type { States } from '../context.ts';
import { Failure } from '../failure.ts';
import type { Execution, MapRun } from '../model.ts';
import { waitsForRedrive } from '../shapes.ts';

/** In the order of their index. */
export const childrenOf = ({ engine, store }: States, arn: string): Execution[] => {
  const machine = store.mapRuns.get(arn)?.machine ?? '';
  return ['execution', 'express']
    .flatMap((kind) => store.executions.list(engine.arn('states', `${kind}:${machine}:`)))
    .filter(({ mapRun }) => mapRun?.arn === arn)
    .sort((a, b) => (a.mapRun?.index ?? 0) - (b.mapRun?.index ?? 0));
};

/** Either threshold is enough; without any of them nothing may fail. https://states-language.net/spec.html#map-state-failure-thresholds */
export function isBreached(run: MapRun, failedItems: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage, sizes = [] } = run;
  if (failedItems === 0) return false;
  if (count === undefined && percentage === undefined) return true;
  const items = sizes.reduce((sum, size) => sum + size, 0);
  return (
    (count !== undefined && failedItems > count) ||
    (percentage !== undefined && (failedItems / Math.max(1, items)) * 100 > percentage)
  );
}

export const tooManyFailed = (): Failure =>
  new Failure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');

/** Counts of children, or of the items that they have. */
export function countsOf(states: States, run: MapRun, of: 'executions' | 'items'): MapRunExecutionCounts {
  const children = childrenOf(states, run.arn);
  const weight = (size: number) => (of === 'items' ? size : 1);
  const total = (run.sizes ?? []).reduce((sum, size) => sum + weight(size), 0);
  const waits = (child: Execution) => waitsForRedrive(states, child);
  const sum = (is: (child: Execution) => boolean) =>
    children.filter(is).reduce((total, { mapRun }) => total + weight(mapRun?.items ?? 1), 0);
  const withStatus = (status: Execution['status']) => sum((child) => child.status === status && !waits(child));
  const ended = sum(({ status }) => status !== 'RUNNING');
  return {
    pending: total - sum(() => true),
    running: withStatus('RUNNING'),
    succeeded: withStatus('SUCCEEDED'),
    failed: withStatus('FAILED'),
    timedOut: withStatus('TIMED_OUT'),
    aborted: withStatus('ABORTED'),
    total,
    resultsWritten: run.resultsWritten ? ended : 0,
    failuresNotRedrivable: 0,
    pendingRedrive: sum(waits),
  };
}
