/** Takes what the others bring about. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'ledger', {
  'trial.booked': () => [],
  'trial.copy': () => [],
  'trial.answer': () => [],
  'trial.intruded': () => [],
});
