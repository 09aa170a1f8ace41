/** Lists the map runs of an execution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html */
import type { ListMapRunsCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { executionOf } from '../executions.ts';
import { arn, pageInput } from '../inputs.ts';
import { machineArn } from '../names.ts';
import { page } from '../pages.ts';

/** The newest first. */
export const listMapRuns = (states: States): Action =>
  action({
    name: 'ListMapRuns',
    input: z.strictObject({ executionArn: arn, ...pageInput }),
    resource: ({ executionArn }) => executionArn,
    run({ executionArn, ...asked }) {
      const { machine } = executionOf(states, executionArn);
      const found = states.store.mapRuns
        .list()
        .filter(({ execution }) => execution === executionArn)
        .sort((a, b) => b.startedMs - a.startedMs);
      const { items, ...next } = page(found, asked);
      const mapRuns = items.map(({ arn: mapRunArn, startedMs, stoppedMs }) => ({
        executionArn,
        mapRunArn,
        stateMachineArn: machineArn(states.engine, machine),
        startDate: new WireDate(startedMs),
        ...(stoppedMs !== undefined && { stopDate: new WireDate(stoppedMs) }),
      }));
      return { mapRuns, ...next } satisfies Omit<ListMapRunsCommandOutput, '$metadata'>;
    },
  });
