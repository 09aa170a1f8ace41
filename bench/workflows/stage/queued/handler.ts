/** Answers at once; a workflow reaches it over its queue. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { step } from '../../flows.ts';
import { bench } from '../system.ts';

export const handler = defineAgent(bench, 'queued', {
  'bench.queued.asked': async ({ payload }) => [{ type: 'bench.queued.answered', payload: await step(payload) }],
});
