/** Runs an Express execution and answers with its end. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
import type { StartSyncExecutionCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { parseInput, sourceOf } from '../executions.ts';
import { arn, executionName } from '../inputs.ts';
import type { Execution } from '../model.ts';
import { machineArn } from '../names.ts';

const input = z.strictObject({
  stateMachineArn: arn,
  name: executionName.optional(),
  input: z.string().optional(),
  traceHeader: z.string().max(256).optional(),
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});

export const startSyncExecution = (states: States): Action =>
  action({
    name: 'StartSyncExecution',
    input,
    resource: ({ stateMachineArn }) => stateMachineArn,
    async run({ stateMachineArn, name, input: text, traceHeader }, { signal }) {
      if (sourceOf(states, stateMachineArn).machine.type !== 'EXPRESS')
        throw new AwsError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        );
      const { arn: executionArn } = await states.start(stateMachineArn, parseInput(text ?? '{}'), {
        name,
        traceHeader,
      });
      const run = states.runs.get(executionArn);
      signal.addEventListener('abort', () => run?.stop(undefined, undefined));
      return answer(states, await states.endOf(executionArn));
    },
  });

function answer({ engine }: States, execution: Execution) {
  const { startedMs, stoppedMs = startedMs, output, error, cause, traceHeader } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: machineArn(engine, execution.machine),
    name: execution.name,
    startDate: new WireDate(startedMs),
    stopDate: new WireDate(stoppedMs),
    status: execution.status === 'SUCCEEDED' ? 'SUCCEEDED' : execution.status === 'TIMED_OUT' ? 'TIMED_OUT' : 'FAILED',
    input: JSON.stringify(execution.input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(traceHeader !== undefined && { traceHeader }),
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil((stoppedMs - startedMs) / 100) * 100),
    },
  } satisfies Omit<StartSyncExecutionCommandOutput, '$metadata'>;
}
