/** Lists the executions of a state machine, version or alias, or the children of a map run. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
import type { ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { invalid } from '../errors.ts';
import { mapRunOf, sourceOf } from '../executions.ts';
import { arn, longArn, pageInput } from '../inputs.ts';
import { childrenOf } from '../map-run/counts.ts';
import type { Execution } from '../model.ts';
import { page } from '../pages.ts';
import { listedExecution } from '../shapes.ts';

/** The newest first. */
export const listExecutions = (states: States): Action =>
  action({
    name: 'ListExecutions',
    input: z.strictObject({
      stateMachineArn: arn.optional(),
      mapRunArn: longArn.optional(),
      statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
      redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
      ...pageInput,
    }),
    resource: ({ stateMachineArn, mapRunArn }) => stateMachineArn ?? mapRunArn ?? '*',
    run({ stateMachineArn, mapRunArn, statusFilter, redriveFilter, ...asked }) {
      if ((stateMachineArn === undefined) === (mapRunArn === undefined))
        throw invalid('Must provide exactly one of a StateMachine ARN and a MapRun ARN');
      if (statusFilter === 'PENDING_REDRIVE' && mapRunArn === undefined)
        throw invalid('PENDING_REDRIVE is a status of the children of a map run: provide a MapRun ARN');
      const all = mapRunArn === undefined ? ofMachine(states, stateMachineArn ?? '') : ofMapRun(states, mapRunArn);
      const found = all
        .map((execution) => listedExecution(states, execution))
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .filter(
          ({ redriveCount = 0 }) => redriveFilter === undefined || redriveCount > 0 === (redriveFilter === 'REDRIVEN'),
        )
        .sort((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
      const { items, ...next } = page(found, asked);
      return { executions: items, ...next } satisfies Omit<ListExecutionsCommandOutput, '$metadata'>;
    },
  });

function ofMachine(states: States, arn: string): Execution[] {
  states.sweep();
  const { machine, version, alias } = sourceOf(states, arn);
  if (machine.type === 'EXPRESS') throw notSupported();
  return states.store.executions
    .list(states.engine.arn('states', `execution:${machine.name}:`))
    .filter((one) => alias === undefined || one.alias === alias)
    .filter((one) => version === undefined || alias !== undefined || one.version === version);
}

function ofMapRun(states: States, arn: string): Execution[] {
  if (mapRunOf(states, arn).childType === 'EXPRESS') throw notSupported();
  return childrenOf(states, arn);
}

const notSupported = (): AwsError =>
  new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
