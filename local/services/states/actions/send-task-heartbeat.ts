/** Tells that the task behind a token is still worked on. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { taskToken } from '../inputs.ts';

export const sendTaskHeartbeat = (states: States): Action =>
  action({
    name: 'SendTaskHeartbeat',
    input: z.strictObject({ taskToken }),
    run({ taskToken: token }) {
      states.tokens.beat(token);
      return {};
    },
  });
