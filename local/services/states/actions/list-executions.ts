/** Lists the executions of a state machine, version or alias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
import type { ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { unsupported } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { invalid } from '../errors.ts';
import { sourceOf } from '../executions.ts';
import { arn, pageInput } from '../inputs.ts';
import { page } from '../pages.ts';
import { listedExecution } from '../shapes.ts';

/** The newest first. */
export const listExecutions = (states: States): Action =>
  action({
    name: 'ListExecutions',
    input: z.strictObject({
      stateMachineArn: arn.optional(),
      mapRunArn: arn.optional(),
      statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
      redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
      ...pageInput,
    }),
    resource: ({ stateMachineArn }) => stateMachineArn ?? '*',
    run({ stateMachineArn, mapRunArn, statusFilter, redriveFilter, ...asked }) {
      if (mapRunArn !== undefined) throw unsupported('ListExecutions: member mapRunArn');
      if (stateMachineArn === undefined) throw invalid('Must provide a StateMachine ARN or MapRun ARN');
      const { machine, version, alias } = sourceOf(states, stateMachineArn);
      const found = states.store.executions
        .list(states.engine.arn('states', `execution:${machine.name}:`))
        .filter((one) => alias === undefined || one.alias === alias)
        .filter((one) => version === undefined || alias !== undefined || one.version === version)
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .filter(
          ({ redriveCount }) => redriveFilter === undefined || redriveCount > 0 === (redriveFilter === 'REDRIVEN'),
        )
        .sort((a, b) => b.startedMs - a.startedMs);
      const { items, ...next } = page(found, asked);
      const executions = items.map((execution) => listedExecution(states, execution));
      return { executions, ...next } satisfies Omit<ListExecutionsCommandOutput, '$metadata'>;
    },
  });
