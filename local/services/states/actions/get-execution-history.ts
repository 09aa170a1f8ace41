/** Gives the events of an execution, in pages. https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
import type { GetExecutionHistoryCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { executionOf } from '../executions.ts';
import { longArn, pageInput } from '../inputs.ts';
import type { HistoryRecord } from '../model.ts';
import { page } from '../pages.ts';
import { historyEvent } from '../shapes.ts';

export const getExecutionHistory = (states: States): Action =>
  action({
    name: 'GetExecutionHistory',
    input: z.strictObject({
      executionArn: longArn,
      reverseOrder: z.boolean().optional(),
      includeExecutionData: z.boolean().optional(),
      ...pageInput,
    }),
    resource: ({ executionArn }) => executionArn,
    run({ executionArn, reverseOrder, includeExecutionData = true, maxResults, nextToken }) {
      executionOf(states, executionArn);
      const records = states.store.history(executionArn);
      if (reverseOrder) records.reverse();
      const { items, ...next } = page(records, { maxResults, nextToken });
      const events = items.map((record) => historyEvent(includeExecutionData ? record : bare(record)));
      return { events, ...next } satisfies Omit<GetExecutionHistoryCommandOutput, '$metadata'>;
    },
  });

/** Without the data of the execution. */
function bare(record: HistoryRecord): HistoryRecord {
  if (!record.details) return record;
  const { input, output, parameters, assignedVariables, ...details } = record.details;
  return { ...record, details };
}
