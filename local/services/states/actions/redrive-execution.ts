/** Lets a failed execution go on from what failed. https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { executionOf } from '../executions.ts';
import { longArn } from '../inputs.ts';
import { redrive } from '../run/redrive.ts';
import { redrivable } from '../shapes.ts';

export const redriveExecution = (states: States): Action =>
  action({
    name: 'RedriveExecution',
    input: z.strictObject({ executionArn: longArn, clientToken: z.string().min(1).max(64).optional() }),
    resource: ({ executionArn }) => executionArn,
    async run({ executionArn }) {
      const execution = executionOf(states, executionArn);
      const { redriveStatus, redriveStatusReason } = { redriveStatusReason: '', ...redrivable(states, execution) };
      if (redriveStatus === 'REDRIVABLE_BY_MAP_RUN')
        throw new AwsError(
          'ExecutionNotRedrivable',
          "Execution Not Redrivable: 'Execution is a child of a Map Run: redrive the execution that the Map Run is part of'",
        );
      if (redriveStatus !== 'REDRIVABLE')
        throw new AwsError('ExecutionNotRedrivable', `Execution Not Redrivable: '${redriveStatusReason}'`);
      const redriven = redrive(states, execution);
      await states.store.durable();
      return { redriveDate: new WireDate(redriven.redrivenMs ?? redriven.startedMs) };
    },
  });
