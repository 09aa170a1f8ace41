/** Starts an execution and answers at once. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
import type { StartExecutionCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { parseInput } from '../executions.ts';
import { arn, executionName } from '../inputs.ts';

const input = z.strictObject({
  stateMachineArn: arn,
  name: executionName.optional(),
  input: z.string().optional(),
  traceHeader: z.string().max(256).optional(),
});

export const startExecutionAction = (states: States): Action =>
  action({
    name: 'StartExecution',
    input,
    resource: ({ stateMachineArn }) => stateMachineArn,
    async run({ stateMachineArn, name, input: text, traceHeader }) {
      const execution = await states.start(stateMachineArn, parseInput(text ?? '{}'), { name, traceHeader });
      return {
        executionArn: execution.arn,
        startDate: new WireDate(execution.startedMs),
      } satisfies Omit<StartExecutionCommandOutput, '$metadata'>;
    },
  });
