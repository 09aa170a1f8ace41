/** Fails the task that waits for a token. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { Failure } from '../failure.ts';
import { taskToken } from '../inputs.ts';

export const sendTaskFailure = (states: States): Action =>
  action({
    name: 'SendTaskFailure',
    input: z.strictObject({
      taskToken,
      error: z.string().max(256).optional(),
      cause: z.string().max(32768).optional(),
    }),
    async run({ taskToken: token, error, cause }) {
      states.tokens.fail(token, new Failure(error, cause));
      await states.store.durable();
      return {};
    },
  });
