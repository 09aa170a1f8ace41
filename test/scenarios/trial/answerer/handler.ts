/** Answers a question from the attempt on that the question names. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'answerer', {
  'trial.question': ({ payload: { answeredFrom }, attempt }) =>
    attempt < answeredFrom ? [] : [{ type: 'trial.answer', payload: { toAttempt: attempt } }],
});
