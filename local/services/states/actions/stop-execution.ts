/** Ends an execution: ABORTED. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { executionOf } from '../executions.ts';
import { longArn } from '../inputs.ts';

export const stopExecution = (states: States): Action =>
  action({
    name: 'StopExecution',
    input: z.strictObject({
      executionArn: longArn,
      error: z.string().max(256).optional(),
      cause: z.string().max(32768).optional(),
    }),
    resource: ({ executionArn }) => executionArn,
    async run({ executionArn, error, cause }) {
      executionOf(states, executionArn);
      states.runs.get(executionArn)?.stop(error, cause);
      await states.store.durable();
      const { stoppedMs } = executionOf(states, executionArn);
      return { stopDate: new WireDate(stoppedMs ?? states.engine.clock.now()) };
    },
  });
