/** Asks on a budget of its own. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { model } from '../../../../functions/kit/model/tool.ts';
import { answerAll } from '../asking.ts';
import { lab } from '../system.ts';

export const handler = defineAgent(
  lab,
  'spender',
  { 'lab.spending': ({ payload }, context) => answerAll(payload, context) },
  { model },
);
