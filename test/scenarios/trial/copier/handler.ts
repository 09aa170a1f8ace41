/** Copies text: what comes in may be large, and what goes out larger. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'copier', {
  'trial.copying': ({ payload: { text, times } }) => [{ type: 'trial.copy', payload: { text: text.repeat(times) } }],
});
