/** Gives the task that waits for a token its result. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action, type Json } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { taskToken } from '../inputs.ts';

export const sendTaskSuccess = (states: States): Action =>
  action({
    name: 'SendTaskSuccess',
    input: z.strictObject({ taskToken, output: z.string() }),
    async run({ taskToken: token, output }) {
      states.tokens.succeed(token, parsed(output));
      await states.store.durable();
      return {};
    },
  });

function parsed(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch (cause) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(cause as Error).message}'`);
  }
}
