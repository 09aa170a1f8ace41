/** Answers after a while. */
import { setTimeout } from 'node:timers/promises';
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { step } from '../../flows.ts';
import { bench, WORK_MS } from '../system.ts';

export const handler = defineAgent(bench, 'slow', {
  'bench.slow.asked': async ({ payload }) => {
    await setTimeout(WORK_MS);
    return [{ type: 'bench.slow.answered', payload: await step(payload) }];
  },
});
