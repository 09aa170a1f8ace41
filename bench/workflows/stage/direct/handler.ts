/** Answers at once; a workflow reaches it directly. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { step } from '../../flows.ts';
import { bench } from '../system.ts';

export const handler = defineAgent(bench, 'direct', {
  'bench.direct.asked': async ({ payload }) => [{ type: 'bench.direct.answered', payload: await step(payload) }],
});
