/** Tells how a map run stands. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
import type { DescribeMapRunCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { mapRunOf } from '../executions.ts';
import { longArn } from '../inputs.ts';
import { countsOf } from '../map-run/counts.ts';

export const describeMapRun = (states: States): Action =>
  action({
    name: 'DescribeMapRun',
    input: z.strictObject({ mapRunArn: longArn }),
    resource: ({ mapRunArn }) => mapRunArn,
    run({ mapRunArn }) {
      const run = mapRunOf(states, mapRunArn);
      return {
        mapRunArn,
        executionArn: run.execution,
        status: run.status,
        startDate: new WireDate(run.startedMs),
        ...(run.stoppedMs !== undefined && { stopDate: new WireDate(run.stoppedMs) }),
        maxConcurrency: run.maxConcurrency,
        toleratedFailureCount: run.toleratedFailureCount ?? 0,
        toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
        itemCounts: countsOf(states, run, 'items'),
        executionCounts: countsOf(states, run, 'executions'),
        redriveCount: run.redriveCount,
        ...(run.redrivenMs !== undefined && { redriveDate: new WireDate(run.redrivenMs) }),
      } satisfies Omit<DescribeMapRunCommandOutput, '$metadata'>;
    },
  });
