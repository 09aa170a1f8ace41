/** Tells how an execution stands. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { executionOf } from '../executions.ts';
import { longArn } from '../inputs.ts';
import { describedExecution } from '../shapes.ts';

export const describeExecution = (states: States): Action =>
  action({
    name: 'DescribeExecution',
    input: z.strictObject({ executionArn: longArn, includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional() }),
    resource: ({ executionArn }) => executionArn,
    run({ executionArn, includedData }) {
      const whole = describedExecution(states, executionOf(states, executionArn));
      if (includedData !== 'METADATA_ONLY') return whole;
      const { input, output, error, cause, ...rest } = whole;
      return { ...rest, inputDetails: { included: false }, outputDetails: { included: false } };
    },
  });
